package dev.vitrine.media.worker.play;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;

import dev.vitrine.media.worker.av.Adts;
import dev.vitrine.media.worker.av.AvException;
import dev.vitrine.media.worker.av.H264;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/** H.264 or AAC, as it is. */
final class PassedTrack implements Track {
    private final Reel reel;
    private final boolean video;
    private final boolean stream;
    private final FileInput.TimeBase base;

    /**
     * A track that is passed on.
     *
     * @param stream whether packets have start codes or ADTS headers
     */
    PassedTrack(Reel reel, boolean video, boolean stream, FileInput.TimeBase base) {
        this.reel = reel;
        this.video = video;
        this.stream = stream;
        this.base = base;
    }

    @Override
    public void take(AVPacket packet) throws AvException {
        byte[] payload = FileInput.payload(packet);
        if (stream) {
            payload = video ? H264.sample(payload) : Adts.raw(payload);
        }
        reel.put(new Unit(
                video,
                (packet.flags() & AV_PKT_FLAG_KEY) != 0,
                base.micros(FileInput.pts(packet)),
                base.micros(FileInput.dts(packet)),
                base.micros(Math.max(0, packet.duration())),
                payload));
    }

    @Override
    public void end() {}

    @Override
    public void close() {}
}
