#!/bin/sh
# boot-systemd.sh ROOT [DEVICE=NAME…]: becomes the systemd of a Debian root, in namespaces and a cgroup that its caller has
# made for it: a controller without a kernel of its own. Each DEVICE of the machine stands inside as /dev/NAME.
set -eu
root=$1
shift
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs tmpfs "$root/sys/fs/cgroup"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
  touch "$root/dev/$name"
  mount --bind "/dev/$name" "$root/dev/$name"
done
for pair; do
  touch "$root/dev/${pair#*=}"
  mount --bind "$(readlink -f "${pair%%=*}")" "$root/dev/${pair#*=}"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
ip link set lo up
# Not chroot: the kernel refuses a user namespace, which link's unit has, to whoever lives in one.
cd "$root"
mkdir -p .machine
pivot_root . .machine
exec env -i container=gaturum PATH=/usr/sbin:/usr/bin:/sbin:/bin sh -c \
  'umount -l /.machine; rmdir /.machine; exec /lib/systemd/systemd --log-target=console --show-status=no'
