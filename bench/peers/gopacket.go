// gopacket's own fast way: one DecodingLayerParser whose layers are reused. Counts RAs with their options and DHCPv6 messages; Geneve has no
// decoding layer there. GO111MODULE=off GOPATH=/usr/share/gocode go build gopacket.go (Debian: golang-github-google-gopacket-dev)
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/google/gopacket"
	"github.com/google/gopacket/layers"
	"github.com/google/gopacket/pcapgo"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		panic(err)
	}
	reader, err := pcapgo.NewReader(bufio.NewReaderSize(file, 1<<20))
	if err != nil {
		panic(err)
	}
	var eth layers.Ethernet
	var tag layers.Dot1Q
	var ip4 layers.IPv4
	var ip6 layers.IPv6
	var udp layers.UDP
	var gre layers.GRE
	var vxlan layers.VXLAN
	var icmp layers.ICMPv6
	var ra layers.ICMPv6RouterAdvertisement
	var dhcp layers.DHCPv6
	parser := gopacket.NewDecodingLayerParser(layers.LayerTypeEthernet, &eth, &tag, &ip4, &ip6, &udp, &gre, &vxlan, &icmp, &ra, &dhcp)
	parser.IgnoreUnsupported = true
	var decoded []gopacket.LayerType
	var frames, advertisements, messages, options, failed int
	for {
		data, _, err := reader.ZeroCopyReadPacketData()
		if err == io.EOF {
			break
		}
		if err != nil {
			panic(err)
		}
		frames++
		if parser.DecodeLayers(data, &decoded) != nil {
			failed++
		}
		for _, layer := range decoded {
			switch layer {
			case layers.LayerTypeICMPv6RouterAdvertisement:
				advertisements++
				options += len(ra.Options)
			case layers.LayerTypeDHCPv6:
				messages++
				options += len(dhcp.Options)
			}
		}
	}
	fmt.Println("frames", frames, "ra", advertisements, "dhcpv6", messages, "options", options, "failed", failed)
}
