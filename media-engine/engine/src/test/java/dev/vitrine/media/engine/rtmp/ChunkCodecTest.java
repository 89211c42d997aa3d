package dev.vitrine.media.engine.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ChunkCodecTest {

    @Property(tries = 200)
    void message_writtenAndRead_isTheSame(
            @ForAll int timestamp,
            @ForAll @IntRange(min = 0, max = 3_000) int length,
            @ForAll @IntRange(min = 1, max = 4_000) int chunkBytes,
            @ForAll @IntRange(min = 2, max = 63) int chunkStream)
            throws IOException {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ChunkWriter writer = new ChunkWriter(bytes);
        writer.setChunkSize(chunkBytes);
        writer.write(chunkStream, new Message(Message.VIDEO, 1, timestamp, payload));
        writer.write(chunkStream, new Message(Message.AUDIO, 1, timestamp + 1, payload));

        ChunkReader reader = reader(bytes.toByteArray());
        assertThat(reader.read().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(new Message(Message.VIDEO, 1, timestamp, payload));
        assertThat(reader.read().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(new Message(Message.AUDIO, 1, timestamp + 1, payload));
        assertThat(reader.read()).isEmpty();
    }

    @Test
    void shortHeaders_takeOverWhatTheyLeaveOut() throws IOException {
        ChunkReader reader = reader(
                "04 000064 000001 08 01000000 aa" // format 0: time 100
                        + "44 00000a 000002 09 bbbb" // format 1: 10 later, another length and type
                        + "84 000005 cccc" // format 2: 5 later
                        + "c4 dddd"); // format 3: the same difference again

        assertThat(reader.read().orElseThrow().timestamp()).isEqualTo(100);
        Message second = reader.read().orElseThrow();
        assertThat(second.timestamp()).isEqualTo(110);
        assertThat(second.type()).isEqualTo(Message.VIDEO);
        assertThat(reader.read().orElseThrow().timestamp()).isEqualTo(115);
        Message fourth = reader.read().orElseThrow();
        assertThat(fourth.timestamp()).isEqualTo(120);
        assertThat(fourth.payload()).containsExactly(0xdd, 0xdd);
        assertThat(fourth.stream()).isEqualTo(1);
    }

    @Test
    void chunksOfTwoStreams_maybeInterleaved() throws IOException {
        String half = "aa".repeat(128);
        ChunkReader reader =
                reader("04 000000 000081 09 01000000" + half + "05 000000 000001 08 01000000 bb" + "c4 cc");

        assertThat(reader.read().orElseThrow().type()).isEqualTo(Message.AUDIO);
        assertThat(reader.read().orElseThrow().payload()).hasSize(129).endsWith(0xcc);
    }

    @Test
    void extendedTimestamp_ofAnEncoderThatDoesNotRepeatIt_isReadAllTheSame() throws IOException {
        String half = "aa".repeat(128);
        String header = "04 ffffff 000081 09 01000000 01020304";

        assertThat(reader(header + half + "c4 01020304 cc").read().orElseThrow().payload())
                .endsWith(0xcc);
        Message message = reader(header + half + "c4 cc" + "05 000000 000001 08 01000000 bb")
                .read()
                .orElseThrow();
        assertThat(message.payload()).endsWith(0xcc);
        assertThat(message.timestamp()).isEqualTo(0x01020304);
    }

    @Test
    void longChunkStreamIds_areUnderstood() throws IOException {
        assertThat(reader("00 ff 000000 000001 08 01000000 aa").read()).isPresent();
        assertThat(reader("01 ffff 000000 000001 08 01000000 aa").read()).isPresent();
    }

    @Test
    void abort_dropsTheMessageUnderWay() throws IOException {
        ChunkReader reader = reader("04 000000 000081 09 01000000" + "aa".repeat(128) + "02 000000 000004 02 00000000"
                + "00000004" + "04 000000 000001 08 01000000 bb");

        assertThat(reader.read().orElseThrow().payload()).containsExactly(0xbb);
    }

    @Test
    void commandPhase_takesNoLargeMessages() {
        assertThatThrownBy(() -> reader("04 000000 010001 09 01000000").read())
                .isInstanceOf(RtmpException.class)
                .hasMessageContaining("65537 bytes")
                .hasMessageContaining("before publishing");
    }

    @Test
    void trusted_takesEightMebibytesAndNoMore() {
        ChunkReader reader = reader("04 000000 800001 09 01000000");
        reader.trust();

        assertThatThrownBy(reader::read)
                .isInstanceOf(UnsupportedMediaException.class)
                .hasMessageContaining("a frame of 8.4 MB")
                .hasMessageContaining("lower Bitrate");
        ChunkReader audio = reader("04 000000 800001 08 01000000");
        audio.trust();
        assertThatThrownBy(audio::read).isInstanceOf(RtmpException.class).hasMessageContaining("8388609");
    }

    @Test
    void chunkSize_changedInTheMiddleOfAMessage_appliesFromTheNextChunk() throws IOException {
        ChunkReader reader = reader("04 000000 000103 09 01000000" + "aa".repeat(128) // 128 of 259
                + "02 000000 000004 01 00000000" + "00000064" // 100 from now on
                + "c4" + "bb".repeat(100)
                + "02 000000 000004 01 00000000" + "00000010" // 16
                + "c4" + "cc".repeat(16)
                + "c4" + "dd".repeat(15));
        Message message = reader.read().orElseThrow();

        assertThat(message.payload()).hasSize(259).startsWith(0xaa).endsWith(0xdd);
        assertThat(message.payload()[228]).isEqualTo((byte) 0xcc);
        assertThat(reader.read()).isEmpty();
    }

    @Test
    void extendedTimestamps_ofDifferencesToo_areReadAndWrap() throws IOException {
        ChunkReader reader = reader(
                "04 ffffff 000001 09 01000000 fffffff0 aa" // just before it goes round
                        + "84 000020 bb" // 32 ms later
                        + "84 ffffff 01000000 cc" // a difference that needs 32 bits
                        + "c4 01000000 dd"); // and the same again

        assertThat(reader.read().orElseThrow().timestamp()).isEqualTo(0xFFFFFFF0);
        assertThat(reader.read().orElseThrow().timestamp()).isEqualTo(0x10);
        assertThat(reader.read().orElseThrow().timestamp()).isEqualTo(0x01000010);
        assertThat(reader.read().orElseThrow().timestamp()).isEqualTo(0x02000010);
    }

    @Test
    void messagesUnderWay_areBoundedTogether() {
        StringBuilder chunks = new StringBuilder();
        for (int stream = 4; stream < 8; stream++) {
            chunks.append(String.format("%02x 000000 800000 09 01000000", stream))
                    .append("aa".repeat(128));
        }
        ChunkReader reader = reader(chunks.toString());
        reader.trust();

        assertThatThrownBy(reader::read).isInstanceOf(RtmpException.class).hasMessageContaining("under way");
    }

    @Test
    void tooManyChunkStreams_areRefused() {
        StringBuilder chunks = new StringBuilder();
        for (int stream = 0; stream < 65; stream++) {
            chunks.append(String.format("00 %02x 000000 000081 09 01000000", stream))
                    .append("aa".repeat(128));
        }

        assertThatThrownBy(() -> reader(chunks.toString()).read())
                .isInstanceOf(RtmpException.class)
                .hasMessageContaining("64 chunk streams");
    }

    @Test
    void chunkSizeOfNothing_isRefused() {
        assertThatThrownBy(() -> reader("02 000000 000004 01 00000000 00000000").read())
                .isInstanceOf(RtmpException.class)
                .hasMessageContaining("chunk size of 0");
    }

    @Property(tries = 20_000)
    void garbage_endsInMessagesOrAnIoException(@ForAll byte[] garbage) {
        ChunkReader reader = new ChunkReader(new ByteSource(new ByteArrayInputStream(garbage)));
        try {
            Optional<Message> message = reader.read();
            while (message.isPresent()) {
                message = reader.read();
            }
        } catch (IOException refused) {
            assertThat(refused).hasMessageNotContaining("null");
        }
    }

    private static ChunkReader reader(String hex) {
        return reader(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static ChunkReader reader(byte[] bytes) {
        return new ChunkReader(new ByteSource(new ByteArrayInputStream(bytes)));
    }
}
