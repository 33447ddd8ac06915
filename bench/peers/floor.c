// The floor: reads a little-endian microsecond pcap in 1 MiB blocks and counts ND and DHCPv6 messages, through one VLAN tag, VXLAN, GRE
// and Geneve. No options, no tables, no report: what one thread of C needs at least. cc -O3 -march=native -o floor floor.c
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 1 << 20, LARGEST = 1 << 18 };
static uint8_t buffer[BLOCK + LARGEST + 16];
static uint64_t frames, ra, nd, dhcpv6;

static unsigned u16(const uint8_t *p) { return p[0] << 8 | p[1]; }
static uint32_t le32(const uint8_t *p) { uint32_t v; memcpy(&v, p, 4); return v; }

static void look(const uint8_t *p, const uint8_t *end, int depth) {
  if (end - p < 14) return;
  unsigned type = u16(p + 12);
  for (p += 14; (type == 0x8100 || type == 0x88a8) && end - p >= 4; p += 4) type = u16(p + 2);
  unsigned protocol;
  if (type == 0x0800) {
    if (end - p < 20) return;
    protocol = p[9];
    p += (p[0] & 15) * 4;
  } else if (type == 0x86dd) {
    if (end - p < 40) return;
    protocol = p[6];
    for (p += 40; (protocol == 0 || protocol == 43 || protocol == 60) && end - p >= 8; ) {
      protocol = p[0];
      p += (p[1] + 1) * 8;
    }
    if (protocol == 58 && end - p >= 4 && p[0] >= 133 && p[0] <= 137) {
      nd++;
      ra += p[0] == 134;
      return;
    }
  } else {
    return;
  }
  if (protocol == 17 && end - p >= 8) {
    unsigned port = u16(p + 2);
    if (type == 0x86dd && (port == 546 || port == 547)) dhcpv6++;
    else if ((port == 4789 || port == 8472) && end - p >= 16 && depth < 4) look(p + 16, end, depth + 1);
    else if (port == 6081 && end - p >= 16 && depth < 4) look(p + 16 + (p[8] & 63) * 4, end, depth + 1);
  } else if (protocol == 47 && end - p >= 4 && u16(p + 2) == 0x6558 && depth < 4) {
    unsigned flags = p[0];
    look(p + 4 + (flags >> 7 & 1) * 4 + (flags >> 5 & 1) * 4 + (flags >> 4 & 1) * 4, end, depth + 1);
  }
}

int main(int argc, char **argv) {
  int file = argc == 2 ? open(argv[1], O_RDONLY) : -1;
  uint8_t header[24];
  if (file < 0 || read(file, header, 24) != 24 || le32(header) != 0xa1b2c3d4) return fputs("floor FILE.pcap\n", stderr), 2;
  size_t kept = 0;
  for (ssize_t got; (got = read(file, buffer + kept, BLOCK)) > 0;) {
    uint8_t *at = buffer, *end = buffer + kept + got;
    while (end - at >= 16) {
      uint32_t length = le32(at + 8);
      if (length > LARGEST) return fputs("damaged\n", stderr), 3;
      if (end - at < 16 + (ptrdiff_t)length) break;
      frames++;
      look(at + 16, at + 16 + length, 0);
      at += 16 + length;
    }
    kept = end - at;
    memmove(buffer, at, kept);
  }
  printf("frames %lu ra %lu nd %lu dhcpv6 %lu\n", frames, ra, nd, dhcpv6);
  return 0;
}
