import { spawnSync } from "node:child_process";
import { rmSync, truncateSync, writeFileSync } from "node:fs";

/** Where a broker on the machine is for a program in the VM. */
export const BROKER_IN_VM = "mqtt://10.0.2.100:1883";

/** A network that leads nowhere but to one port of the machine: the broker's. */
export const network = (port: number): readonly string[] => [
  "-netdev",
  `user,id=n0,restrict=on,guestfwd=tcp:10.0.2.100:1883-cmd:socat -lf /dev/null - TCP:127.0.0.1:${port}`,
  ...["-device", "virtio-net-pci,netdev=n0,romfile="],
];

/** Makes a disk, to be written to by one VM after another: empty, or with the files of a folder. */
export function newDisk(file: string, megabytes: number, folder?: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, "");
  truncateSync(file, megabytes * 1024 * 1024);
  const files = folder === undefined ? [] : ["-d", folder];
  const { status, stderr } = spawnSync("/sbin/mkfs.ext4", ["-q", "-F", ...files, file], { encoding: "utf8" });
  if (status !== 0) throw new Error(`no file system could be made in ${file}: ${stderr}`);
}
/** What the VM has synced is in the file; what it has not is lost with the VM. */
export const disk = (file: string): readonly string[] => [
  ...["-drive", `file=${file},if=none,id=d0,format=raw,cache=writeback`, "-device", "virtio-blk-pci,drive=d0"],
];
/** Run in the VM, it brings the disk in as /data. */
export const DISK_UP =
  "for name in virtio_blk crc32c_generic ext4; do busybox modprobe $name; done && mkdir -p /data && mount -t ext4 /dev/vda /data";

/** A USB adapter with a serial port; whoever listens on the socket is what is wired to it. */
export const usbSerial = (socket: string): readonly string[] => [
  ...["-device", "qemu-xhci,id=xhci", "-chardev", `socket,id=s1,path=${socket},server=on,wait=off`],
  ...["-device", "usb-serial,chardev=s1,id=ftdi0,always-plugged=on"],
];
/** Run in the VM, it lets the adapter appear as /dev/ttyUSB0. */
export const USB_SERIAL_UP = "busybox modprobe xhci_pci && busybox modprobe ftdi_sio";
export const PLUG_USB_SERIAL = { driver: "usb-serial", chardev: "s1", id: "ftdi0", "always-plugged": true };

/** A hardware watchdog that resets the machine; `busybox modprobe i6300esb heartbeat=4` in the VM. */
export const WATCHDOG: readonly string[] = ["-device", "i6300esb", "-action", "watchdog=reset"];
