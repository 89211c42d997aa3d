package dev.vitrine.media.engine;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the tags of an FLV file from the test resources. */
public final class FlvFile {
    /** Two seconds, 160×90 at 30 fps, H.264 Main with B-frames, a key frame every half second, AAC-LC 48 kHz mono. */
    public static final String SAMPLE = "/sample.flv";

    /** 1.5 seconds of Enhanced RTMP's tags, 160×90 at 30 fps: HEVC of x265 without B-frames, Opus mono of 20 ms. */
    public static final String HEVC_OPUS = "/hevc-opus.flv";

    /** Likewise: AV1 of libaom, with an empty configuration first, AAC-LC 48 kHz mono. */
    public static final String AV1_AAC = "/av1-aac.flv";

    private FlvFile() {}

    /** A tag: 8 audio, 9 video, 18 metadata. */
    public record Tag(int type, int timestamp, byte[] payload) {}

    /** All tags in order. */
    public static List<Tag> read(String resource) throws IOException {
        List<Tag> tags = new ArrayList<>();
        try (InputStream file = Objects.requireNonNull(FlvFile.class.getResourceAsStream(resource), resource);
                DataInputStream in = new DataInputStream(file)) {
            in.skipNBytes(9 + 4);
            int type = in.read();
            while (type >= 0) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int timestamp = in.readUnsignedByte() << 16 | in.readUnsignedShort() | in.readUnsignedByte() << 24;
                in.skipNBytes(3);
                tags.add(new Tag(type, timestamp, in.readNBytes(length)));
                in.skipNBytes(4);
                type = in.read();
            }
        }
        return tags;
    }
}
