package dev.vitrine.media.engine.rtsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtspWordsTest {
    /** The example of RFC 7616, 3.9.1. */
    private static final String NONCE = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";

    private static final String OWN = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    private static final String ASKED = " realm=\"http-auth@example.org\", qop=\"auth, auth-int\", nonce=\"" + NONCE
            + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"";

    @Test
    void digest_isThatOfTheStandard_andTheBestIsTaken() {
        Authorisation both = new Authorisation("Mufasa", "Circle of Life", () -> OWN);
        assertThat(both.header("GET", "/dir/index.html")).isEmpty();
        assertThat(both.challenged(List.of(
                        "Basic realm=\"x\"", "Digest algorithm=MD5," + ASKED, "Digest algorithm=SHA-256," + ASKED)))
                .isTrue();
        assertThat(both.header("GET", "/dir/index.html").orElseThrow())
                .contains("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\"")
                .contains("algorithm=SHA-256", "nc=00000001", "qop=auth", "opaque=\"FQhe/");
        Authorisation old = new Authorisation("Mufasa", "Circle of Life", () -> OWN);
        old.challenged(List.of("Digest algorithm=MD5," + ASKED));
        assertThat(old.header("GET", "/dir/index.html").orElseThrow())
                .contains("response=\"8ca523f5e9506fed4657c9700eebdbec\"");
    }

    @Test
    void password_isGivenOnce_andAgainOnlyForAStaleNonce() {
        Authorisation basic = new Authorisation("a", "b");
        assertThat(basic.challenged(List.of("Basic realm=\"x\""))).isTrue();
        assertThat(basic.header("PLAY", "rtsp://h/")).contains("Basic YTpi");
        assertThat(basic.challenged(List.of("Basic realm=\"x\""))).isFalse();
        Authorisation digest = new Authorisation("a", "b");
        assertThat(digest.challenged(List.of("Digest realm=\"x\", nonce=\"1\"")))
                .isTrue();
        assertThat(digest.challenged(List.of("Digest realm=\"x\", nonce=\"2\", stale=TRUE")))
                .isTrue();
        assertThat(digest.challenged(List.of("Digest realm=\"x\", nonce=\"3\"")))
                .isFalse();
        assertThat(new Authorisation("", "").challenged(List.of("Basic realm=\"x\"")))
                .isFalse();
        assertThat(new Authorisation("a", "b").challenged(List.of("Negotiate"))).isFalse();
    }

    @Test
    void address_isTakenApart_andTheServersPartHoldsNoSecret() throws IOException {
        RtspAddress whole = RtspAddress.of("rtsp://me:p%40:x@[2001:db8::1]:8554/a/b?c=@d");
        assertThat(whole.server()).isEqualTo("rtsp://[2001:db8::1]:8554/");
        assertThat(whole.url()).isEqualTo("rtsp://[2001:db8::1]:8554/a/b?c=@d");
        assertThat(whole.user()).isEqualTo("me");
        assertThat(whole.password()).isEqualTo("p@:x");
        assertThat(whole.toString()).doesNotContain("me", "p@", "c=");
        assertThat(RtspAddress.of("rtsps://host").url()).isEqualTo("rtsps://host/");
        for (String bad : List.of("", "rtsp://", "http://host/", "rtsp://a b/", "rtsp://host:x/", "rtsp:///path")) {
            assertThatThrownBy(() -> RtspAddress.of(bad)).as(bad).isInstanceOf(IOException.class);
        }
    }

    @Test
    void redirect_takesThePasswordToTheSameServerAlone() throws IOException {
        RtspAddress from = RtspAddress.of("rtsps://me:secret@host/a");
        assertThat(from.redirected("rtsps://host/b").password()).isEqualTo("secret");
        assertThat(from.redirected("rtsps://other/b").password()).isEmpty();
        assertThatThrownBy(() -> from.redirected("rtsp://host/b")).hasMessageContaining("not followed");
        assertThatThrownBy(() -> from.redirected("")).isInstanceOf(IOException.class);
    }

    @Test
    void description_ofACamera_isRead() throws IOException {
        SessionDescription description = SessionDescription.parse(("v=0\r\n"
                        + "a=control:*\r\n"
                        + "m=application 0 RTP/AVP 107\r\n"
                        + "a=control:track3\r\n"
                        + "m=video 0 RTP/AVP 96\r\n"
                        + "a=rtpmap:96 H265/90000\r\n"
                        + "a=fmtp:96 sprop-vps=QAE=; sprop-sps=QgE=\r\n"
                        + "a=control:rtsp://h/track1\r\n"
                        + "m=audio 0 RTP/AVP 104\r\n"
                        + "a=rtpmap:104 MP4A-LATM/44100/2\r\n"
                        + "a=control:track2\r\n")
                .getBytes(StandardCharsets.UTF_8));
        assertThat(description.control()).isEqualTo("*");
        SourceTrack.Picture picture = SourceTrack.picture(description.media());
        assertThat(picture.hevc()).isTrue();
        assertThat(picture.media().control()).isEqualTo("rtsp://h/track1");
        assertThat(SourceTrack.sound(description.media())).isNull();
        assertThat(SourceTrack.silence(description.media())).contains("AAC in LATM");
    }
}
