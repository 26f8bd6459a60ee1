"""Which function does which long work; a kind without a row here is refused with a sentence."""

from hemsapp.work import WorkKind
from hemsapp.works.backups import back_up, restore
from hemsapp.works.contract import WorkFunction
from hemsapp.works.exports import export_csv, export_green_button
from hemsapp.works.import_labels import import_labels
from hemsapp.works.import_rates import import_rates
from hemsapp.works.imports import import_green_button
from hemsapp.works.logs import export_log, verify_log
from hemsapp.works.re_rate import re_rate
from hemsapp.works.reports import save_report
from hemsapp.works.sealed_backups import seal, unseal

WORKS: dict[WorkKind, WorkFunction] = {
    WorkKind.EXPORT_GREEN_BUTTON: export_green_button,
    WorkKind.EXPORT_CSV: export_csv,
    WorkKind.IMPORT_RATES: import_rates,
    WorkKind.IMPORT_GREEN_BUTTON: import_green_button,
    WorkKind.RE_RATE: re_rate,
    WorkKind.BACK_UP: back_up,
    WorkKind.RESTORE: restore,
    WorkKind.IMPORT_LABELS: import_labels,
    WorkKind.SEAL: seal,
    WorkKind.UNSEAL: unseal,
    WorkKind.SAVE_REPORT: save_report,
    WorkKind.VERIFY_LOG: verify_log,
    WorkKind.EXPORT_LOG: export_log,
}
