#!/bin/busybox sh
# The first process of a VM that has a Debian of its own on a disk (debian-disk.ts). Brings in the disk, and /hil, the folder
# that machine and VM share; runs /hil/before.sh on the disk's own files, and hands over to what they have as /sbin/init.
# Once there is a /hil/exit it powers off instead.
bb=/bin/busybox
$bb mount -t proc proc /proc
$bb mount -t sysfs sys /sys
$bb mount -t devtmpfs dev /dev
for module in virtio_pci virtio_blk crc32c_generic ext4 9pnet_virtio 9p configfs gpio-sim; do $bb modprobe $module; done
$bb mount -t ext4 /dev/vda /newroot
$bb mkdir -p /newroot/hil
$bb mount -t 9p -o trans=virtio,version=9p2000.L,rw,msize=512000,cache=none,access=any hilshare /newroot/hil
$bb mount -t configfs configfs /sys/kernel/config
for name in proc sys dev; do $bb mount -o move /$name /newroot/$name; done
$bb mount -t tmpfs -o mode=0755 tmpfs /newroot/run
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
$bb chroot /newroot /bin/sh /hil/before.sh || echo $? > /newroot/hil/exit
if [ -e /newroot/hil/exit ]; then
  $bb sync
  $bb mount -o remount,ro /newroot
  $bb poweroff -f
fi
exec $bb switch_root /newroot /sbin/init
