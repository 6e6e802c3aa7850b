#!/bin/busybox sh
# The first process of the VM. Its root is the host's own / (9p, read only) under an overlay in memory, so the same Node
# and node_modules run at the same paths; /hil is a folder that host and VM share. Runs hil.run and powers off.
# Of another architecture, its root is the one that system.sh made, with node_modules for the checkout, which then comes
# in by itself, at the path hil.checkout.
bb=/bin/busybox
$bb mount -t proc proc /proc
$bb mount -t sysfs sys /sys
$bb mount -t devtmpfs dev /dev
for module in virtio_pci 9pnet_virtio 9p overlay configfs gpio-sim; do $bb modprobe $module; done
for word in $($bb cat /proc/cmdline); do
  case $word in
    hil.run=*) run=${word#hil.run=} ;;
    hil.checkout=*) checkout=${word#hil.checkout=} ;;
  esac
done

# over TAG FOLDER: a folder of the host, read only, under an overlay in memory.
over() {
  $bb mkdir -p "/lower/$1" "/upper/$1/files" "/upper/$1/work" "$2"
  $bb mount -t 9p -o trans=virtio,version=9p2000.L,ro,msize=512000,cache=loose,access=any "$1" "/lower/$1"
  $bb mount -t overlay -o "lowerdir=/lower/$1,upperdir=/upper/$1/files,workdir=/upper/$1/work" overlay "$2"
}
$bb mount -t tmpfs tmpfs /upper
over hostroot /newroot
if [ -n "$checkout" ]; then
  over checkout "/newroot$checkout"
  $bb mount -o bind /newroot/checkout/node_modules "/newroot$checkout/node_modules"
fi
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
$bb modprobe virtio_net
if [ -d /newroot/sys/class/net/eth0 ]; then
  $bb ifconfig eth0 10.0.2.15 netmask 255.255.255.0 up
fi

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/run
$bb chroot /newroot /bin/bash "$run"
echo $? > /newroot/hil/exit
$bb sync
$bb poweroff -f
