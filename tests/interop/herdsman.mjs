// An independent host: zigbee-herdsman's ember adapter starts, forms, admits and reads devices, backs up and resumes.
// One argument, JSON: {port, directory, devices: [{ieee, code}], join: bool, network: of another network, or null}. Each step is one line of JSON on
// standard output; with `join`, devices are made to join when {"step": "open"} was printed.
import {mkdirSync} from "node:fs";
import {Controller} from "zigbee-herdsman";

const task = JSON.parse(process.argv[2]);
const say = (step, facts = {}) => process.stdout.write(`${JSON.stringify({step, ...facts})}\n`);
mkdirSync(task.directory, {recursive: true});

const controller = new Controller({
    network: task.network ?? {
        panID: 0x1a62,
        extendedPanID: [1, 2, 3, 4, 5, 6, 7, 8],
        channelList: [15],
        networkKey: [1, 3, 5, 7, 9, 11, 13, 15, 0, 2, 4, 6, 8, 10, 12, 13],
    },
    serialPort: {path: `tcp://${task.port}`, adapter: "ember"},
    adapter: {},
    databasePath: `${task.directory}/database.db`,
    databaseBackupPath: `${task.directory}/database.bak`,
    backupPath: `${task.directory}/backup.json`,
    acceptJoiningDeviceHandler: async () => true,
});
controller.on("deviceInterview", (event) => say("interview", {ieee: event.device.ieeeAddr, status: event.status}));
controller.on("deviceJoined", (event) => say("joined", {ieee: event.device.ieeeAddr}));

const interviewed = (wanted) =>
    new Promise((resolve, reject) => {
        const missing = new Set(wanted);
        controller.on("deviceInterview", (event) => {
            if (event.status === "failed") reject(new Error(`interview of ${event.device.ieeeAddr} failed`));
            if (event.status === "successful") missing.delete(event.device.ieeeAddr);
            if (missing.size === 0) resolve();
        });
    });

async function read() {
    for (const device of controller.getDevices()) {
        for (const endpoint of device.endpoints) {
            if (device.type === "Coordinator" || !endpoint.supportsInputCluster("seMetering")) continue;
            const names = ["currentSummDelivered", "unitOfMeasure", "multiplier", "divisor"];
            const values = await endpoint.read("seMetering", names);
            const plain = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
            say("metering", {ieee: device.ieeeAddr, endpoint: endpoint.ID, ...plain});
        }
    }
}

try {
    say("started", {result: await controller.start()});
    say("network", await controller.getNetworkParameters());
    if (task.join) {
        const done = interviewed(task.devices.map((device) => device.ieee));
        await controller.permitJoin(120);
        for (const device of task.devices) await controller.addInstallCode(device.code);
        say("open");
        await done;
        await controller.permitJoin(0);
    }
    for (const device of controller.getDevices()) {
        const endpoints = device.endpoints.map((endpoint) => endpoint.ID);
        const {ieeeAddr: ieee, type, modelID: model, manufacturerName: manufacturer} = device;
        say("device", {ieee, type, model, manufacturer, endpoints});
    }
    await read();
    await controller.backup();
    say("backed up");
    await controller.stop();
    say("stopped");
    process.exit(0);
} catch (error) {
    say("failed", {why: String(error?.stack ?? error)});
    process.exit(1);
}
