package dev.vitrine.media.worker.play;

import static org.bytedeco.ffmpeg.global.avcodec.*;
import static org.bytedeco.ffmpeg.global.avutil.*;

import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.H264Encoders;
import dev.vitrine.media.worker.av.ScalingEncoder;
import dev.vitrine.media.worker.av.Turn;
import dev.vitrine.media.worker.av.VideoDecoder;
import java.io.IOException;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecDescriptor;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.jspecify.annotations.Nullable;

/**
 * A picture of any codec, encoded anew as H.264. What is late is left out, first pictures and then, up to a key frame,
 * their decoding, so that a machine that is too slow shows fewer pictures and no older ones.
 */
final class RecodedPicture implements Track, ScalingEncoder.Output {
    /** One decodes while another one's picture is encoded. */
    private static final int DECODING_THREADS = 2;

    private static final long KEY_INTERVAL_US = 1_000_000;

    /** Pictures that follow faster, above some 60 a second, are left out. */
    private static final long MIN_INTERVAL_US = 15_000;

    /** A picture that is so late is not encoded: less than what moves the play's origin. */
    private static final long LATE_US = 200_000;

    /** From so late on nothing is decoded up to a key frame, if one is near. */
    private static final long TOO_LATE_US = 400_000;

    /** Where key frames are rarer, or nobody knows, waiting for one would cost more than decoding. */
    private static final long MAX_WAIT_FOR_KEY_US = 3_000_000;

    private final Reel reel;
    private final VideoDecoder decoder;
    private final FileInput.TimeBase base;
    private final AVRational fileAspect;
    private final Turn turn;
    private final double fps;
    private final boolean everyPictureIsKey;
    private boolean waitsForKey;
    private long newestKeyUs = Long.MIN_VALUE;
    private long betweenKeysUs = Long.MAX_VALUE;
    private @Nullable ScalingEncoder encoder;
    private ScalingEncoder.@Nullable Input input;
    private H264Encoders.@Nullable Shape shape;
    private byte[] avcC = {};
    private long lastUs = Long.MIN_VALUE;
    private long lastKeyUs;
    private long durationUs;

    RecodedPicture(Reel reel, AVCodec codec, AVStream stream, double declaredFps) throws AvException {
        this.reel = reel;
        this.base = FileInput.TimeBase.of(stream);
        this.turn = Turn.of(stream.codecpar());
        this.fps = Size.fps(declaredFps);
        this.fileAspect = stream.sample_aspect_ratio().num() > 0
                ? stream.sample_aspect_ratio()
                : stream.codecpar().sample_aspect_ratio();
        AVCodecDescriptor about = avcodec_descriptor_get(stream.codecpar().codec_id());
        everyPictureIsKey = about != null && !about.isNull() && (about.props() & AV_CODEC_PROP_INTRA_ONLY) != 0;
        decoder = new VideoDecoder(codec, stream, DECODING_THREADS);
    }

    @Override
    public void take(AVPacket packet) throws IOException {
        boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
        long timeUs = base.micros(FileInput.pts(packet));
        if (key) {
            betweenKeysUs = newestKeyUs == Long.MIN_VALUE ? Long.MAX_VALUE : timeUs - newestKeyUs;
            newestKeyUs = timeUs;
        }
        long lateUs = reel.lateUs(timeUs);
        waitsForKey |= lateUs > TOO_LATE_US && betweenKeysUs <= MAX_WAIT_FOR_KEY_US;
        if (waitsForKey || everyPictureIsKey && lateUs > LATE_US) {
            if (!key || lateUs > LATE_US) {
                reel.dropped();
                return;
            }
            waitsForKey = false;
            decoder.forget();
        }
        decoder.hurry(lateUs > LATE_US);
        decoder.decode(packet, this::seen);
    }

    @Override
    public void end() throws IOException {
        decoder.flush(this::seen);
    }

    private void seen(AVFrame picture) throws IOException {
        long time = picture.best_effort_timestamp();
        long us = time == AV_NOPTS_VALUE() ? Math.max(0, lastUs + Math.round(1e6 / fps)) : base.micros(time);
        if (lastUs != Long.MIN_VALUE && us < lastUs + MIN_INTERVAL_US) {
            return;
        }
        if (reel.lateUs(us) > LATE_US) {
            reel.dropped();
            return;
        }
        ScalingEncoder open = encoder(picture);
        durationUs = picture.duration() > 0 ? base.micros(picture.duration()) : Math.round(1e6 / fps);
        boolean key = !open.begun() || us - lastKeyUs >= KEY_INTERVAL_US - durationUs / 2;
        lastUs = us;
        open.encode(picture, key, us, this);
    }

    /** The encoder of such pictures; all of a file come out in one size. */
    private ScalingEncoder encoder(AVFrame picture) throws AvException {
        ScalingEncoder.Input now = new ScalingEncoder.Input(picture.width(), picture.height(), picture.format(), turn);
        ScalingEncoder open = encoder;
        if (open != null && now.equals(input)) {
            return open;
        }
        close(open);
        encoder = null;
        H264Encoders.Shape to = shape;
        if (to == null) {
            AVRational aspect = picture.sample_aspect_ratio().num() > 0 ? picture.sample_aspect_ratio() : fileAspect;
            Size size = Size.of(now.width(), now.height(), aspect.num(), aspect.den());
            if (turn.isSideways()) {
                size = new Size(size.height(), size.width());
            }
            to = new H264Encoders.Shape(size.width(), size.height(), fps, size.kbps(fps), true);
            shape = to;
        }
        open = new ScalingEncoder(H264Encoders.AUTO, now, to);
        encoder = open;
        input = now;
        open.toBt709(matrix(picture), isFullRange(picture));
        return open;
    }

    private static int matrix(AVFrame picture) {
        if (picture.colorspace() != AVCOL_SPC_UNSPECIFIED) {
            return picture.colorspace();
        }
        return picture.height() > 576 || picture.width() > 1_024 ? AVCOL_SPC_BT709 : AVCOL_SPC_SMPTE170M;
    }

    private static boolean isFullRange(AVFrame picture) {
        return picture.color_range() == AVCOL_RANGE_JPEG
                || switch (picture.format()) {
                    case AV_PIX_FMT_YUVJ420P, AV_PIX_FMT_YUVJ422P, AV_PIX_FMT_YUVJ444P, AV_PIX_FMT_YUVJ440P -> true;
                    default -> false;
                };
    }

    @Override
    public void begun(byte[] config) throws AvException {
        H264Encoders.Shape now = shape;
        if (avcC.length > 0 && !Arrays.equals(avcC, config)) {
            throw new AvException("The encoder does not go on as it began; convert the file to H.264.");
        }
        if (now != null && avcC.length == 0) {
            reel.pictureBegins(config, now.width(), now.height());
        }
        avcC = config;
    }

    @Override
    public void packet(boolean key, long ptsUs, byte[] payload) throws AvException {
        if (key) {
            lastKeyUs = ptsUs;
        }
        reel.put(new Unit(true, key, ptsUs, ptsUs, durationUs, payload));
    }

    @Override
    public void close() {
        close(encoder);
        encoder = null;
        decoder.close();
    }

    private static void close(@Nullable ScalingEncoder open) {
        if (open != null) {
            open.close();
        }
    }
}
