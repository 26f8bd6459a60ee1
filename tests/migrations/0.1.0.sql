-- As release 0.1.0 leaves it: one row of every kind, 1,234 Wh in two intervals.
BEGIN TRANSACTION;
PRAGMA application_id = 1212501331;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'hemsapp','first_light','2026-11-23 00:00:00+00:00');
CREATE TABLE "anchors" (
   "channel" INTEGER PRIMARY KEY,
   "device" TEXT,
   "utc" INTEGER,
   "register_wh" INTEGER,
   "doubt_utc" INTEGER,
   "doubt_wh" INTEGER
) STRICT;
INSERT INTO "anchors" VALUES(0,'00:0d:6f:00:0a:90:69:e7',1783969200000,140737488355328,1783969200000,5);
CREATE TABLE "closed_bills" (
   "start" TEXT PRIMARY KEY,
   "end" TEXT,
   "delivered_wh" INTEGER,
   "received_wh" INTEGER,
   "not_itemised_wh" INTEGER,
   "costs" TEXT,
   "fixed" TEXT,
   "events" TEXT
) STRICT;
INSERT INTO "closed_bills" VALUES('2026-06-01','2026-07-01',9,1,2,'["0", "0", "0", "0"]','1.10','0');
CREATE TABLE "days" (
   "date" TEXT PRIMARY KEY,
   "start" INTEGER,
   "end" INTEGER,
   "intervals" INTEGER,
   "delivered_wh" INTEGER,
   "received_wh" INTEGER,
   "costs" TEXT
) STRICT;
INSERT INTO "days" VALUES('2026-07-13',1783926000000,1784012400000,2,1234,0,'["0.1250", "0", "0", "0"]');
CREATE TABLE "devices" (
   "device" TEXT PRIMARY KEY,
   "kind" TEXT,
   "manufacturer" TEXT,
   "model" TEXT,
   "is_gone" INTEGER
) STRICT;
INSERT INTO "devices" VALUES('00:0d:6f:00:0a:90:69:e7','meter gateway','ACME','M1',0);
CREATE TABLE "facts_of_the_file" (
   "name" TEXT PRIMARY KEY,
   "value" TEXT
) STRICT;
INSERT INTO "facts_of_the_file" VALUES('zone','America/Los_Angeles');
CREATE TABLE "gaps" (
   "channel" INTEGER,
   "start" INTEGER,
   "length_s" INTEGER,
   "total_wh" INTEGER,
   "left_wh" INTEGER,
   "rate_version" INTEGER,
   "price" TEXT,
   "costs" TEXT,
   PRIMARY KEY ("channel", "start")
) STRICT;
INSERT INTO "gaps" VALUES(1,1783969200000,3600,NULL,0,2,NULL,'["0", "0", "0", "-0.10"]');
CREATE TABLE "happenings" (
   "id" INTEGER PRIMARY KEY,
   "utc" INTEGER,
   "kind" TEXT,
   "detail" TEXT
) STRICT;
INSERT INTO "happenings" VALUES(1,1783969200000,'meter replaced','The meter was replaced.');
CREATE TABLE "hours" (
   "start" INTEGER PRIMARY KEY,
   "intervals" INTEGER,
   "delivered_wh" INTEGER,
   "received_wh" INTEGER,
   "costs" TEXT
) STRICT;
INSERT INTO "hours" VALUES(1783969200000,2,1234,0,'["0.1250", "0", "0", "0"]');
CREATE TABLE "intervals" (
   "start" INTEGER PRIMARY KEY,
   "length_s" INTEGER,
   "delivered_wh" INTEGER,
   "received_wh" INTEGER,
   "measured_delivered_wh" INTEGER,
   "measured_received_wh" INTEGER,
   "profile_delivered_wh" INTEGER,
   "profile_received_wh" INTEGER,
   "quality" TEXT,
   "rate_version" INTEGER,
   "price" TEXT,
   "costs" TEXT
) STRICT;
INSERT INTO "intervals" VALUES(1783969200000,900,1000,0,1000,0,NULL,NULL,'measured',1,NULL,'["0.0625", "0", "0", "0"]');
INSERT INTO "intervals" VALUES(1783970100000,900,234,0,234,0,NULL,NULL,'measured',1,NULL,'["0.0625", "0", "0", "0"]');
CREATE TABLE "meters" (
   "device" TEXT PRIMARY KEY,
   "serial_number" TEXT,
   "multiplier" INTEGER,
   "divisor" INTEGER,
   "register_modulus_wh" INTEGER
) STRICT;
INSERT INTO "meters" VALUES('00:0d:6f:00:0a:90:69:e7','00123',1,1000,1000000000);
CREATE TABLE "preferences" (
   "name" TEXT PRIMARY KEY,
   "value" TEXT
) STRICT;
INSERT INTO "preferences" VALUES('theme','dark');
CREATE TABLE "published_prices" (
   "provider_id" INTEGER,
   "issuer_event_id" INTEGER,
   "rate_label" TEXT,
   "start" INTEGER,
   "end" INTEGER,
   "price" TEXT,
   "currency" INTEGER,
   "price_tier" INTEGER,
   "heard" INTEGER,
   PRIMARY KEY ("provider_id", "issuer_event_id")
) STRICT;
INSERT INTO "published_prices" VALUES(1,7,'PEAK',1783969200000,NULL,'0.31250',840,3,1783969200000);
CREATE TABLE "read_dates" (
   "date" TEXT PRIMARY KEY,
   "is_replaced" INTEGER
) STRICT;
INSERT INTO "read_dates" VALUES('2026-07-01',0);
CREATE TABLE "samples" (
   "utc" INTEGER PRIMARY KEY,
   "demand_w" INTEGER,
   "delivered_wh" INTEGER,
   "received_wh" INTEGER
) STRICT;
INSERT INTO "samples" VALUES(1783969200000,1500,1000,0);
INSERT INTO "samples" VALUES(1783969200001,NULL,NULL,NULL);
CREATE TABLE "tariffs" (
   "version" INTEGER PRIMARY KEY,
   "starts" TEXT,
   "name" TEXT,
   "source" TEXT,
   "is_sample" INTEGER,
   "tiers" TEXT,
   "times_of_use" TEXT,
   "fixed_per_day" TEXT,
   "sold_price" TEXT
) STRICT;
INSERT INTO "tariffs" VALUES(1,'2026-01-01','Sample','preprogrammed',1,'["[300000, \"0.30\"]", "[null, \"0.40\"]"]','["[960, \"0.05\"]"]','0.38','0');
CREATE TABLE "texts" (
   "message_id" INTEGER PRIMARY KEY,
   "device" TEXT,
   "text" TEXT,
   "importance" INTEGER,
   "received" INTEGER,
   "start" INTEGER,
   "end" INTEGER,
   "is_confirmation_required" INTEGER,
   "acknowledged" INTEGER,
   "is_confirmed" INTEGER
) STRICT;
INSERT INTO "texts" VALUES(7,'00:0d:6f:00:0a:90:69:e7','Hello
''there''',3,1783969200000,1783969200000,NULL,1,NULL,0);
CREATE TABLE "unsummed" (
   "start" INTEGER PRIMARY KEY
) STRICT;
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
COMMIT;
