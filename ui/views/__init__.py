"""What each widget is shown: finished strings, fractions from 0 to 1, and enums of meaning. Nothing of energy.

Every widget is built as `Widget(object_name, theme, parent)` and shown with `show_view(view)`; an equal view costs
nothing. `sentence` is what assistive technology says in place of the picture. A text that equals `i18n.UNKNOWN`
is painted as an absent value.
"""

from ui.views.bill import DayCellsView, LadderView, RangeBarView, RungView
from ui.views.cards import NoticeCardView, SheetView, ToastView, WhyRow, WhySheetView
from ui.views.controls import (
    ButtonKind,
    ButtonState,
    ButtonView,
    FieldView,
    ListRowView,
    NumberPadView,
    SegmentedView,
    StepperView,
    ToggleView,
)
from ui.views.frame import ChipView, HeaderView, LinkState, LinkStatusView, MailBadgeView, RailItemView, RailView
from ui.views.home import (
    ArchView,
    AxisMark,
    HeroView,
    LedgerRowView,
    PriceBlockView,
    PriceTagView,
    SkylineView,
    SparkView,
    TierBarView,
    TierSegment,
    TileView,
)
from ui.views.joining import (
    AdviceCardView,
    CodeGridView,
    CodeGroupView,
    HexPadView,
    StageListView,
    StageState,
    StageView,
    WizardBarView,
)
from ui.views.meaning import Level, Line, Run, Tone, plain, quiet

__all__ = [
    "AdviceCardView",
    "ArchView",
    "AxisMark",
    "ButtonKind",
    "ButtonState",
    "ButtonView",
    "ChipView",
    "CodeGridView",
    "CodeGroupView",
    "DayCellsView",
    "FieldView",
    "HeaderView",
    "HeroView",
    "HexPadView",
    "LadderView",
    "LedgerRowView",
    "Level",
    "Line",
    "LinkState",
    "LinkStatusView",
    "ListRowView",
    "MailBadgeView",
    "NoticeCardView",
    "NumberPadView",
    "PriceBlockView",
    "PriceTagView",
    "RailItemView",
    "RailView",
    "RangeBarView",
    "Run",
    "RungView",
    "SegmentedView",
    "SheetView",
    "SkylineView",
    "SparkView",
    "StageListView",
    "StageState",
    "StageView",
    "StepperView",
    "TierBarView",
    "TierSegment",
    "TileView",
    "ToastView",
    "ToggleView",
    "Tone",
    "WhyRow",
    "WhySheetView",
    "WizardBarView",
    "plain",
    "quiet",
]
