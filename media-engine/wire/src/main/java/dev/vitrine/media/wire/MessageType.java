package dev.vitrine.media.wire;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The kinds of message, each with its byte on the wire and its way in and out. Bytes are never given anew. */
enum MessageType {
    HELLO(1) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.Hello(in.int64(), in.int32());
        }
    },
    PING(2) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.Ping(in.int64());
        }
    },
    START_DEMO(3) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.StartDemo(
                    in.int64(),
                    in.text(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.text());
        }
    },
    THUMBNAIL(4) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.Thumbnail(in.int64(), in.text(), in.bytes(), in.bytes(), in.int32());
        }
    },
    CLIP(5) {
        @Override
        Message read(FieldReader in) throws IOException {
            long id = in.int64();
            byte[] init = in.bytes();
            int count = in.count();
            List<Request.Piece> pieces = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                pieces.add(new Request.Piece(in.text(), in.int64(), in.int64()));
            }
            return new Request.Clip(id, init, pieces, in.int64(), in.int64(), in.text());
        }
    },
    CANCEL(6) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.Cancel(in.int64());
        }
    },
    READY(65) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.Ready(in.int64(), in.int32(), in.int64(), in.text());
        }
    },
    PONG(66) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.Pong(in.int64());
        }
    },
    DEMO_CONFIG(67) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.DemoConfig(
                    in.int64(), in.bytes(), in.bytes(), in.int32(), in.int32(), in.int32(), in.int32(), in.int32());
        }
    },
    DEMO_PACKET(68) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.DemoPacket(in.int64(), in.bool(), in.bool(), in.int64(), in.int64(), in.bytes());
        }
    },
    JPEG(69) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.Jpeg(in.int64(), in.int32(), in.int32(), in.bytes());
        }
    },
    CLIPPED(70) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.Clipped(in.int64(), in.int64(), in.int64(), in.int64());
        }
    },
    DONE(71) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.Done(in.int64());
        }
    },
    FAILED(72) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.Failed(in.int64(), in.text());
        }
    };

    private final int code;

    MessageType(int code) {
        this.code = code;
    }

    abstract Message read(FieldReader in) throws IOException;

    static Message decode(byte[] frame) throws IOException {
        if (frame.length == 0) {
            throw new EOFException("a frame without a type");
        }
        int code = frame[0];
        for (MessageType type : values()) {
            if (type.code == code) {
                FieldReader in = new FieldReader(frame, 1);
                Message message = type.read(in);
                in.end();
                return message;
            }
        }
        throw new IOException("unknown message type " + code + "; engine and worker are of different builds");
    }

    static byte[] encode(Message message) {
        FieldWriter out = new FieldWriter();
        switch (message) {
            case Request.Hello m -> out.begin(HELLO.code, m.id()).int32(m.version());
            case Request.Ping m -> out.begin(PING.code, m.id());
            case Request.StartDemo m ->
                out.begin(START_DEMO.code, m.id())
                        .text(m.title())
                        .int32(m.width())
                        .int32(m.height())
                        .int32(m.fps())
                        .int32(m.gopFrames())
                        .int32(m.videoKbps())
                        .int32(m.audioKbps())
                        .text(m.cacheDir());
            case Request.Thumbnail m ->
                out.begin(THUMBNAIL.code, m.id())
                        .text(m.fourCc())
                        .bytes(m.config())
                        .bytes(m.sample())
                        .int32(m.maxWidth());
            case Request.Clip m -> {
                out.begin(CLIP.code, m.id()).bytes(m.init()).int32(m.pieces().size());
                for (Request.Piece piece : m.pieces()) {
                    out.text(piece.path()).int64(piece.offset()).int64(piece.length());
                }
                out.int64(m.fromUs()).int64(m.toUs()).text(m.target());
            }
            case Request.Cancel m -> out.begin(CANCEL.code, m.id());
            case Response.Ready m ->
                out.begin(READY.code, m.id()).int32(m.version()).int64(m.pid()).text(m.about());
            case Response.Pong m -> out.begin(PONG.code, m.id());
            case Response.DemoConfig m ->
                out.begin(DEMO_CONFIG.code, m.id())
                        .bytes(m.avcC())
                        .bytes(m.asc())
                        .int32(m.width())
                        .int32(m.height())
                        .int32(m.fps())
                        .int32(m.sampleRate())
                        .int32(m.channels());
            case Response.DemoPacket m ->
                out.begin(DEMO_PACKET.code, m.id())
                        .bool(m.video())
                        .bool(m.key())
                        .int64(m.ptsUs())
                        .int64(m.dtsUs())
                        .bytes(m.payload());
            case Response.Jpeg m ->
                out.begin(JPEG.code, m.id()).int32(m.width()).int32(m.height()).bytes(m.jpeg());
            case Response.Clipped m ->
                out.begin(CLIPPED.code, m.id())
                        .int64(m.fromUs())
                        .int64(m.toUs())
                        .int64(m.bytes());
            case Response.Done m -> out.begin(DONE.code, m.id());
            case Response.Failed m -> out.begin(FAILED.code, m.id()).text(m.message());
        }
        return out.frame();
    }
}
