#!/usr/bin/env bash
# build.sh FOLDER ARCHITECTURE: what the VM boots, from Debian's packages alone, into FOLDER. Up to date, it only looks.
#   vmlinux   Debian's kernel, as qemu boots it
#   initrd    busybox, the modules that the VM needs (gpio-sim among them, which Debian does not build), init.sh as /init,
#             init-disk.sh as /init-disk
# ARCHITECTURE is Debian's word: amd64 or arm64. What the machine needs for it: packages.ts. Nothing is installed:
# packages are only unpacked.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
architecture=$2
host=$(dpkg --print-architecture)
# The prefix of the compiler and its tools, where they make what this machine itself does not run.
case $architecture in
  "$host") tools="" ;;
  arm64) tools=aarch64-linux-gnu- ;;
  *) echo "no VM of $architecture is built on $host" >&2; exit 1 ;;
esac
cd "$folder"

# apt with folders of its own: it downloads and never installs, and the machine's own lists stay as they are.
mkdir -p apt/lists/partial apt/cache/archives/partial
: > apt/status
cat > apt/conf <<CONF
APT::Architecture "$architecture"; APT::Architectures { "$architecture"; "$host"; }; APT::Sandbox::User "root";
Dir::State "$folder/apt"; Dir::State::lists "$folder/apt/lists"; Dir::State::status "$folder/apt/status";
Dir::Cache "$folder/apt/cache";
CONF
get() { apt-get -qq -c "$folder/apt/conf" "$@"; }

get update
image=$(apt-cache -c apt/conf depends "linux-image-$architecture" | sed -n 's/ *Depends: //p' | head -n 1)
kernel=${image#linux-image-}
version=$(apt-cache -c apt/conf policy "$image" | sed -n 's/ *Candidate: //p')
base=$(echo "$kernel" | cut -d. -f1,2)
stamp="$version $(cat "$here/build.sh" "$here/init.sh" "$here/init-disk.sh" | sha256sum)"
if [ "$(cat stamp 2>/dev/null)" = "$stamp" ]; then
  echo "the VM's kernel $version ($architecture) is up to date"
  exit 0
fi
rm -rf packages unpacked module root
mkdir packages unpacked module root

# kbuild runs on the machine itself, so it is always the machine's own. Headers and source may be a revision ahead of the
# image, which Debian signs a day later: their kernel's name, and so what a module must fit, is the same.
common=linux-headers-${kernel%-"$architecture"}-common
(cd packages && get download "$image=$version" "linux-headers-$kernel" "$common" \
  "linux-source-$base" "linux-kbuild-$base:$host" busybox-static)
for package in packages/{linux-{image,headers,kbuild},busybox}-*.deb; do dpkg -x "$package" unpacked; done

# gpio-sim needs the simulated interrupts, which Debian's kernel has not either; and of them one call, which is not
# exported to modules, has another that is.
tree=$folder/unpacked/usr/src/linux-headers-$kernel
echo "include $folder/unpacked/usr/src/$common/Makefile" > "$tree/Makefile"
dpkg-deb --fsys-tarfile packages/linux-source-*.deb | tar -xOf - "./usr/src/linux-source-$base.tar.xz" | xz -dc -T2 |
  tar -xf - -C module --strip-components=1 --wildcards \
    '*/drivers/gpio/gpio-sim.c' '*/drivers/gpio/gpiolib.h' '*/kernel/irq/irq_sim.c' '*/scripts/extract-vmlinux'
mv module/drivers/gpio/gpio-sim.c module/gpio-sim-main.c
mv module/drivers/gpio/gpiolib.h module/
sed 's/handle_simple_irq(irq_to_desc(irqnum));/generic_handle_irq(irqnum);/' module/kernel/irq/irq_sim.c > module/irq_sim.c
printf 'obj-m := gpio-sim.o\ngpio-sim-y := gpio-sim-main.o irq_sim.o\n' > module/Makefile
make -s -C "$tree" M="$folder/module" ${tools:+ARCH=arm64 CROSS_COMPILE=$tools} modules

# The modules, each with those that it needs.
modules=$folder/unpacked/lib/modules/$kernel
mkdir -p "$modules/extra"
cp module/gpio-sim.ko "$modules/extra/"
busybox depmod -b unpacked "$kernel"
mkdir -p root/{bin,dev,proc,sys,lower,upper,newroot}
for name in virtio_pci virtio_net virtio_blk 9pnet_virtio 9p overlay configfs crc32c_generic ext4 xhci-pci ftdi_sio \
  i6300esb gpio-sim dummy_hcd g_ether usb_f_ecm usb_f_rndis cdc_ether veth; do
  line=$(grep -E "/${name//[-_]/[-_]}\.ko(\.xz)?:" "$modules/modules.dep") || { echo "no module $name" >&2; exit 1; }
  for file in ${line//:/}; do
    mkdir -p "root/lib/modules/$kernel/$(dirname "$file")"
    case $file in
      *.xz) xz -dc "$modules/$file" > "root/lib/modules/$kernel/${file%.xz}" ;;
      *) cp "$modules/$file" "root/lib/modules/$kernel/$file" ;;
    esac
  done
done
find root/lib/modules -name '*.ko' -exec "${tools}strip" --strip-debug {} +
busybox depmod -b root "$kernel"

cp unpacked/bin/busybox root/bin/
cp "$here/init.sh" root/init
cp "$here/init-disk.sh" root/init-disk
chmod +x root/init root/init-disk
(cd root && find . | cpio -o -H newc --quiet -R 0:0) > initrd
# Debian's arm64 kernel is not packed, and qemu takes it as it is.
case $architecture in
  amd64) sh module/scripts/extract-vmlinux "unpacked/boot/vmlinuz-$kernel" > vmlinux ;;
  arm64) cp "unpacked/boot/vmlinuz-$kernel" vmlinux ;;
esac
rm -rf packages unpacked module root
echo "$stamp" > stamp
echo "built the VM's kernel $version ($architecture)"
