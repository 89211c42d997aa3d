package dev.vitrine.media.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WireTest {

    static List<Message> messages() {
        byte[] bytes = {1, 0, -1, 127};
        return List.of(
                new Request.Hello(1, Message.VERSION),
                new Request.Ping(Long.MAX_VALUE),
                new Request.StartDemo(3, "Frühling – \"Drop\"", 1280, 720, 30, 60, 2500, 128, "/data/demo"),
                new Request.Thumbnail(4, "avc1", bytes, new byte[100_000], 640),
                new Request.Clip(
                        5,
                        bytes,
                        List.of(new Request.Piece("/a/1.m4s", 0, 17), new Request.Piece("/a/2.m4s", 5, 1L << 40)),
                        -1,
                        2_000_000,
                        "/clips/x.mp4"),
                new Request.Clip(6, new byte[0], List.of(), 0, 0, ""),
                new Request.Cancel(7),
                new Request.StartLadder(8, "auto", List.of(new Request.RungPlan("480p", 480, 1000, Long.MIN_VALUE))),
                new Request.LadderRungs(8, List.of()),
                new Request.LadderSource(8, 3, "avc1", bytes, 29.97),
                new Request.LadderPacket(8, true, 66_000, 33_000, bytes),
                new Request.MakeSlate(9, "Drop", "We’ll be right back.", 1280, 720, 15, 30, 600, 48_000, 2),
                new Request.Probe(10, "drop", "avc1", bytes, bytes, bytes, List.of(bytes, new byte[0])),
                new Request.PlayFiles(11, List.of("/media/a.mp4", "/media/ü.mkv"), true, 90_000_000),
                new Response.Playing(11, 1, "\"ü.mkv\" has no picture.", "It is encoded anew."),
                new Response.RungConfig(8, "480p", 3, bytes, 854, 480, "libopenh264"),
                new Response.RungPacket(8, "480p", 3, false, 66_000, bytes),
                new Response.LadderMark(8, 33_000),
                new Response.Probed(10, 0.5, 0, 0.25, -3.01, 0, -23.0),
                new Response.Ready(1, 1, 4711, "FFmpeg 8.0.1, LGPL"),
                new Response.Pong(2),
                new Response.DemoConfig(3, bytes, bytes, 1280, 720, 30, 48_000, 2),
                new Response.DemoPacket(3, true, false, 33_333, -33_333, bytes),
                new Response.Jpeg(4, 640, 360, bytes),
                new Response.Clipped(5, 1, 2, 3),
                new Response.Done(3),
                new Response.Failed(5, "No key frame before 12 s."));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void message_sentAndReceived_isTheSame(Message message) throws Exception {
        assertThat(wire(sent(message)).receive())
                .hasValueSatisfying(
                        got -> assertThat(got).usingRecursiveComparison().isEqualTo(message));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void message_cutAnywhere_isAnErrorAndNothingElse(Message message) throws Exception {
        byte[] whole = sent(message);
        for (int length = 1; length < Math.min(whole.length, 300); length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> wire(cut).receive()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void receive_endBetweenFrames_isEmpty() throws Exception {
        assertThat(wire(new byte[0]).receive()).isEmpty();
    }

    @Test
    void receive_oversizeFrame_isRefusedBeforeItIsRead() {
        assertThatThrownBy(() -> wire(new byte[] {1, 0, 0, 1, 2}).receive())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("16777217 bytes");
        assertThatThrownBy(() -> wire(new byte[] {-1, -1, -1, -1, 2}).receive())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4294967295 bytes");
    }

    @Test
    void send_oversizeMessage_isRefused() {
        Wire wire = new Wire(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream());
        Message tooLong = new Response.Jpeg(1, 1, 1, new byte[Wire.MAX_FRAME_BYTES]);
        assertThatThrownBy(() -> wire.send(tooLong)).isInstanceOf(IOException.class);
    }

    @Property(tries = 5_000)
    void receive_anyBytes_isAMessageOrAnIoException(@ForAll byte[] body) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {0, 0, (byte) (body.length >> 8), (byte) body.length});
        frame.writeBytes(body);
        try {
            assertThat(wire(frame.toByteArray()).receive()).isPresent();
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    private static byte[] sent(Message message) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Wire(new ByteArrayInputStream(new byte[0]), out).send(message);
        return out.toByteArray();
    }

    private static Wire wire(byte[] bytes) {
        return new Wire(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
    }
}
