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
    START_LADDER(7) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.StartLadder(in.int64(), in.text(), rungs(in));
        }
    },
    LADDER_RUNGS(8) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.LadderRungs(in.int64(), rungs(in));
        }
    },
    LADDER_SOURCE(9) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.LadderSource(in.int64(), in.int64(), in.text(), in.bytes(), in.float64());
        }
    },
    LADDER_PACKET(10) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.LadderPacket(in.int64(), in.bool(), in.int64(), in.int64(), in.bytes());
        }
    },
    MAKE_SLATE(11) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Request.MakeSlate(
                    in.int64(),
                    in.text(),
                    in.text(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32(),
                    in.int32());
        }
    },
    PROBE(12) {
        @Override
        Message read(FieldReader in) throws IOException {
            long id = in.int64();
            String stream = in.text();
            String fourCc = in.text();
            byte[] config = in.bytes();
            byte[] sample = in.bytes();
            byte[] audioConfig = in.bytes();
            int count = in.count();
            List<byte[]> audio = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                audio.add(in.bytes());
            }
            return new Request.Probe(id, stream, fourCc, config, sample, audioConfig, audio);
        }
    },
    PLAY_FILES(13) {
        @Override
        Message read(FieldReader in) throws IOException {
            long id = in.int64();
            int count = in.count();
            List<String> paths = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                paths.add(in.text());
            }
            return new Request.PlayFiles(id, paths, in.bool(), in.int64());
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
    RUNG_CONFIG(73) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.RungConfig(
                    in.int64(), in.text(), in.int64(), in.bytes(), in.int32(), in.int32(), in.text());
        }
    },
    RUNG_PACKET(74) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.RungPacket(in.int64(), in.text(), in.int64(), in.bool(), in.int64(), in.bytes());
        }
    },
    LADDER_MARK(75) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.LadderMark(in.int64(), in.int64());
        }
    },
    PROBED(76) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.Probed(
                    in.int64(), in.float64(), in.float64(), in.float64(), in.float64(), in.float64(), in.float64());
        }
    },
    PLAYING(77) {
        @Override
        Message read(FieldReader in) throws IOException {
            return new Response.Playing(in.int64(), in.int32(), in.text(), in.text());
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

    private static List<Request.RungPlan> rungs(FieldReader in) throws IOException {
        int count = in.count();
        List<Request.RungPlan> rungs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rungs.add(new Request.RungPlan(in.text(), in.int32(), in.int32(), in.int64()));
        }
        return rungs;
    }

    private static void write(FieldWriter out, List<Request.RungPlan> rungs) {
        out.int32(rungs.size());
        for (Request.RungPlan rung : rungs) {
            out.text(rung.name()).int32(rung.height()).int32(rung.kbps()).int64(rung.afterUs());
        }
    }

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
            case Request.StartLadder m -> {
                out.begin(START_LADDER.code, m.id()).text(m.encoder());
                write(out, m.rungs());
            }
            case Request.LadderRungs m -> {
                out.begin(LADDER_RUNGS.code, m.id());
                write(out, m.rungs());
            }
            case Request.LadderSource m ->
                out.begin(LADDER_SOURCE.code, m.id())
                        .int64(m.epoch())
                        .text(m.fourCc())
                        .bytes(m.config())
                        .float64(m.fps());
            case Request.LadderPacket m ->
                out.begin(LADDER_PACKET.code, m.id())
                        .bool(m.key())
                        .int64(m.ptsUs())
                        .int64(m.dtsUs())
                        .bytes(m.payload());
            case Request.MakeSlate m ->
                out.begin(MAKE_SLATE.code, m.id())
                        .text(m.title())
                        .text(m.line())
                        .int32(m.width())
                        .int32(m.height())
                        .int32(m.fps())
                        .int32(m.frames())
                        .int32(m.kbps())
                        .int32(m.sampleRate())
                        .int32(m.channels());
            case Request.Probe m -> {
                out.begin(PROBE.code, m.id())
                        .text(m.stream())
                        .text(m.fourCc())
                        .bytes(m.config())
                        .bytes(m.sample())
                        .bytes(m.audioConfig())
                        .int32(m.audio().size());
                m.audio().forEach(out::bytes);
            }
            case Request.PlayFiles m -> {
                out.begin(PLAY_FILES.code, m.id()).int32(m.paths().size());
                m.paths().forEach(out::text);
                out.bool(m.loop()).int64(m.skipUs());
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
            case Response.RungConfig m ->
                out.begin(RUNG_CONFIG.code, m.id())
                        .text(m.rung())
                        .int64(m.epoch())
                        .bytes(m.avcC())
                        .int32(m.width())
                        .int32(m.height())
                        .text(m.encoder());
            case Response.RungPacket m ->
                out.begin(RUNG_PACKET.code, m.id())
                        .text(m.rung())
                        .int64(m.epoch())
                        .bool(m.key())
                        .int64(m.ptsUs())
                        .bytes(m.payload());
            case Response.LadderMark m -> out.begin(LADDER_MARK.code, m.id()).int64(m.dtsUs());
            case Response.Probed m ->
                out.begin(PROBED.code, m.id())
                        .float64(m.luma())
                        .float64(m.black())
                        .float64(m.change())
                        .float64(m.peakDb())
                        .float64(m.clipped())
                        .float64(m.lufs());
            case Response.Playing m ->
                out.begin(PLAYING.code, m.id())
                        .int32(m.index())
                        .text(m.problem())
                        .text(m.remark());
            case Response.Done m -> out.begin(DONE.code, m.id());
            case Response.Failed m -> out.begin(FAILED.code, m.id()).text(m.message());
        }
        return out.frame();
    }
}
