#!/bin/busybox sh
# The first process of the VM. Its root is the host's own / (9p, read only) under an overlay in memory, so the same Node
# and node_modules run at the same paths; /hil is a folder that host and VM share. Runs hil.run and powers off.
bb=/bin/busybox
$bb mount -t proc proc /proc
$bb mount -t sysfs sys /sys
$bb mount -t devtmpfs dev /dev
for module in virtio_pci 9pnet_virtio 9p overlay configfs gpio-sim; do $bb modprobe $module; done
for word in $($bb cat /proc/cmdline); do
  case $word in
    hil.run=*) run=${word#hil.run=} ;;
    hil.net=*) net=yes ;;
  esac
done

$bb mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose,access=any hostroot /lower
$bb mount -t tmpfs tmpfs /upper
$bb mkdir /upper/files /upper/work
$bb mount -t overlay -o lowerdir=/lower,upperdir=/upper/files,workdir=/upper/work overlay /newroot
$bb mkdir -p /newroot/hil
$bb mount -t 9p -o trans=virtio,version=9p2000.L,rw,msize=512000,cache=none,access=any hilshare /newroot/hil
$bb mount -t configfs configfs /sys/kernel/config
for name in proc sys dev; do $bb mount -o move /$name /newroot/$name; done
$bb mount -t tmpfs tmpfs /newroot/run
$bb mkdir -p /newroot/dev/pts /newroot/lib/modules
$bb mount -t devpts devpts /newroot/dev/pts
$bb mount -t tmpfs tmpfs /newroot/lib/modules
$bb cp -r /lib/modules/. /newroot/lib/modules/
$bb cp $bb /newroot/run/busybox
$bb ifconfig lo 127.0.0.1 up
if [ "$net" = yes ]; then
  $bb modprobe virtio_net
  $bb ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
fi

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run
$bb chroot /newroot /bin/bash "$run"
echo $? > /newroot/hil/exit
$bb sync
$bb poweroff -f
