package dev.vitrine.web.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecTest {
    @Test
    void json_severalCommands_areReadInOrder() throws Codec.BadCommand {
        assertThat(Encoding.JSON
                        .codec()
                        .decode(
                                "{\"id\":1,\"connect\":{\"token\":\"t\"}}\n{\"id\":2,\"history\":{\"channel\":\"chat:a\",\"limit\":-5}}\n{}"
                                        .getBytes(UTF_8)))
                .containsExactly(
                        new ClientCommand.Connect(1, "t", ""),
                        new ClientCommand.History(2, "chat:a", -1, java.util.Optional.empty(), false),
                        new ClientCommand.Pong(0));
    }

    @Test
    void protobuf_command_isReadByItsFieldNumbers() throws Codec.BadCommand {
        // length, id=5, subscribe{channel="chat:a", recover, epoch="e", offset=300}
        byte[] subscribe = {0x12, 0x08, 5, 0x2A, 14, 0x0A, 6, 'c', 'h', 'a', 't', ':', 'a', 0x18, 1, 0x32, 1, 'e'};
        byte[] offset = {0x38, (byte) 0xAC, 0x02};
        byte[] message = new byte[subscribe.length + offset.length];
        System.arraycopy(subscribe, 0, message, 0, subscribe.length);
        System.arraycopy(offset, 0, message, subscribe.length, offset.length);
        message[0] = (byte) (message.length - 1);
        message[4] = (byte) (message.length - 5);
        assertThat(Encoding.PROTOBUF.codec().decode(message))
                .containsExactly(new ClientCommand.Subscribe(5, "chat:a", true, "e", 300, false));
        assertThatThrownBy(() -> Encoding.PROTOBUF.codec().decode(new byte[] {9, 8, 5}))
                .isInstanceOf(Codec.BadCommand.class);
    }

    @ParameterizedTest
    @EnumSource(Encoding.class)
    void decode_noise_isRefusedAndNothingElse(Encoding encoding) {
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            try {
                encoding.codec().decode(noise);
            } catch (Codec.BadCommand e) {
                assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
            }
        }
    }
}
