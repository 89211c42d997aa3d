package dev.vitrine.media.engine.rtmp;

import dev.vitrine.media.engine.FlvFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** All bytes a publisher sends, from the handshake on, without waiting for answers. */
public final class RtmpScript {
    private RtmpScript() {}

    /** A publisher that sends tags and leaves. */
    public static byte[] publish(String key, List<FlvFile.Tag> tags) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(3);
        bytes.writeBytes(new byte[2 * 1_536]);
        ChunkWriter writer = new ChunkWriter(bytes);
        command(
                writer,
                new AmfValue.Text("connect"),
                new AmfValue.Num(1),
                new AmfValue.Obj(Map.of("app", new AmfValue.Text("live"))));
        command(writer, new AmfValue.Text("createStream"), new AmfValue.Num(2), new AmfValue.Nothing());
        command(
                writer,
                new AmfValue.Text("publish"),
                new AmfValue.Num(3),
                new AmfValue.Nothing(),
                new AmfValue.Text(key),
                new AmfValue.Text("live"));
        for (FlvFile.Tag tag : tags) {
            writer.write(tag.type() == 8 ? 4 : 6, new Message(tag.type(), 1, tag.timestamp(), tag.payload()));
        }
        return bytes.toByteArray();
    }

    private static void command(ChunkWriter writer, AmfValue... values) throws IOException {
        writer.write(3, new Message(Message.COMMAND, 1, 0, Amf0.write(values)));
    }
}
