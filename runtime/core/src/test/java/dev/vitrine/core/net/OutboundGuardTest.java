package dev.vitrine.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboundGuardTest {
    /** Literals as the system has them, and names that this test gives addresses; never the network. */
    private static List<InetAddress> resolve(String host) throws UnknownHostException {
        return switch (host) {
            case "shop.example" -> List.of(InetAddress.getByName("93.184.215.14"));
            case "six.example" -> List.of(InetAddress.getByName("2606:2800:21f:cb07:6820:80da:af6b:8b2c"));
            case "inside.example" -> List.of(InetAddress.getByName("10.1.2.3"));
            case "both.example" -> List.of(InetAddress.getByName("93.184.215.14"), InetAddress.getByName("127.0.0.1"));
            case "none.example" -> throw new UnknownHostException(host);
            default -> {
                if (host.chars().anyMatch(each -> each > '9' && host.indexOf(':') < 0)) {
                    throw new UnknownHostException(host);
                }
                yield List.of(InetAddress.getAllByName(host));
            }
        };
    }

    private final OutboundGuard guard = new OutboundGuard(OutboundGuardTest::resolve, Set::of);

    @Test
    void aPublicAddress_isPinned() throws Exception {
        OutboundGuard.Target target = guard.check("https://Shop.example/hooks?a=b");
        assertThat(target.host()).isEqualTo("shop.example");
        assertThat(target.port()).isEqualTo(443);
        assertThat(target.tls()).isTrue();
        assertThat(target.path()).isEqualTo("/hooks?a=b");
        assertThat(target.address().getHostAddress()).isEqualTo("93.184.215.14");
        assertThat(guard.check("https://six.example:8443").port()).isEqualTo(8443);
        assertThat(guard.check("https://93.184.215.14").path()).isEqualTo("/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.1.2.3/",
                "https://0.0.0.0/",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://172.31.255.255/",
                "https://192.168.1.1/",
                "https://169.254.169.254/latest/meta-data",
                "https://100.64.0.1/",
                "https://192.0.2.1/",
                "https://198.18.0.1/",
                "https://203.0.113.9/",
                "https://224.0.0.1/",
                "https://255.255.255.255/",
                "https://2130706433/",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[::ffff:7f00:1]/",
                "https://[::127.0.0.1]/",
                "https://[64:ff9b::7f00:1]/",
                "https://[2002:7f00:1::]/",
                "https://[2001:0:53aa:64c::1]/",
                "https://[2001:db8::1]/",
                "https://[fc00::1]/",
                "https://[fd12:3456::1]/",
                "https://[fe80::1]/",
                "https://[fe80::1%25eth0]/",
                "https://[ff02::1]/",
                "https://inside.example/",
                "https://both.example/",
                "https://none.example/",
                "http://shop.example/",
                "ftp://shop.example/",
                "file:///etc/passwd",
                "gopher://shop.example/",
                "https:shop.example",
                "https:///shop.example",
                "https://",
                "//shop.example/",
                "shop.example",
                "https://user@shop.example/",
                "https://shop.example@127.0.0.1/",
                "https://127.0.0.1#@shop.example/",
                "https://shop.example#fragment",
                "https://shop.example./",
                "https://shop.example:0/",
                "https://shop.example:99999/",
                "https://shop.example\\@127.0.0.1/",
                "https://shop.example /",
                "https://shop.example/\r\nHost: 127.0.0.1",
                "https://\u24db\u24de\u24d2\u24d0\u24db/",
                "https://\uff11\uff12\uff17.0.0.1/",
                ""
            })
    void whatLeadsInside_orIsNoPlainAddress_isRefused(String address) {
        assertThatThrownBy(() -> guard.check(address)).isInstanceOf(OutboundRefused.class);
    }

    @Test
    void whatThePolicyNames_mayBeInside() throws Exception {
        OutboundGuard trusting =
                new OutboundGuard(OutboundGuardTest::resolve, () -> Set.of("inside.example", "127.0.0.1"));
        assertThat(trusting.check("http://inside.example:8080/").tls()).isFalse();
        assertThat(trusting.check("http://127.0.0.1/").port()).isEqualTo(80);
        assertThatThrownBy(() -> trusting.check("https://127.0.0.2/")).isInstanceOf(OutboundRefused.class);
        assertThatThrownBy(() -> trusting.check("ftp://inside.example/")).isInstanceOf(OutboundRefused.class);
    }

    @Test
    void aNameThatChangesItsMind_isAskedOnce() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        OutboundGuard rebinding = new OutboundGuard(
                host -> List.of(InetAddress.getByName(asked.incrementAndGet() == 1 ? "93.184.215.14" : "127.0.0.1")),
                Set::of);
        OutboundGuard.Target target = rebinding.check("https://rebind.example/");
        assertThat(asked).hasValue(1);
        assertThat(target.address().isLoopbackAddress()).isFalse();
        assertThatThrownBy(() -> rebinding.check("https://rebind.example/")).isInstanceOf(OutboundRefused.class);
    }
}
