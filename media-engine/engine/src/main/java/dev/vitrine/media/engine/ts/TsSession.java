package dev.vitrine.media.engine.ts;

import dev.vitrine.api.media.IngestConnection;
import dev.vitrine.media.engine.codec.ParameterSets;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.codec.VideoConfig;
import dev.vitrine.media.engine.stream.Lack;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.PublisherProbe;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A publisher that sends a transport stream, such as over SRT, and has been let in: H.264 or HEVC, and AAC in ADTS, in
 * several languages perhaps. {@link #run} is called once, on the connection's own thread.
 */
public final class TsSession implements TsDemuxer.Output {
    private static final int READ_BYTES = 7 * TsDemuxer.PACKET_BYTES;
    private static final int NAL_AVC_IDR = 5;
    private static final int NAL_AVC_SPS = 7;
    private static final int NAL_AVC_PPS = 8;
    private static final int NAL_AVC_DELIMITER = 9;
    private static final int NAL_HEVC_FIRST_IRAP = 16;
    private static final int NAL_HEVC_LAST_IRAP = 23;
    private static final int NAL_HEVC_VPS = 32;
    private static final int NAL_HEVC_SPS = 33;
    private static final int NAL_HEVC_PPS = 34;
    private static final int NAL_HEVC_DELIMITER = 35;
    private static final byte[] NOTHING = {};

    private final IngestConnection connection;
    private final Publication publication;
    private final LongSupplier nanoTime;
    private final TsDemuxer demuxer = new TsDemuxer(this);
    private final TsClock clock = new TsClock();
    private byte[] vps = NOTHING;
    private byte[] sps = NOTHING;
    private byte[] pps = NOTHING;
    private boolean changed;
    private boolean configured;
    private boolean keyFrames;
    private final List<AdtsReader> sounds = new ArrayList<>();
    private @Nullable List<String> languages;

    /** A session on a connection that the caller owns and closes. */
    public TsSession(IngestConnection connection, Publication publication, LongSupplier nanoTime) {
        this.connection = connection;
        this.publication = publication;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes the stream until the publisher leaves.
     *
     * @throws IOException if it ends badly; the message is one clause for the operator
     */
    public void run() throws IOException {
        String why = "The publisher has left.";
        try {
            byte[] buffer = new byte[READ_BYTES];
            InputStream in = connection.in();
            int count = in.read(buffer);
            while (count >= 0) {
                demuxer.take(buffer, 0, count);
                publication.lacks(demuxer.lack(), demuxer.gaps());
                count = in.read(buffer);
            }
            demuxer.end();
        } catch (UnsupportedMediaException refused) {
            why = String.valueOf(refused.getMessage());
            publication.reject(refused.tooLarge() ? PublisherProbe.FRAME_SIZE : PublisherProbe.CODEC, why);
            throw refused;
        } catch (SocketTimeoutException silent) {
            why = "The publisher has sent nothing for too long.";
            throw new IOException("the publisher has sent nothing for too long", silent);
        } catch (EOFException cut) {
            why = "The publisher's connection broke.";
            throw cut;
        } catch (IOException broken) {
            why = "The publisher's connection broke: " + broken.getMessage() + ".";
            throw broken;
        } finally {
            publication.end(why);
        }
    }

    @Override
    public void programme(List<String> spoken) {
        if (spoken.equals(languages)) {
            return;
        }
        languages = List.copyOf(spoken);
        publication.expectAudio(!spoken.isEmpty());
        publication.describeAnew();
        sounds.clear();
        for (int sound = 0; sound < spoken.size(); sound++) {
            publication.describe(sound, "", spoken.get(sound));
            sounds.add(new AdtsReader(publication, sound));
        }
    }

    @Override
    public void video(boolean hevc, long pts, long dts, byte[] unit) throws IOException {
        List<AnnexB.Unit> units = AnnexB.split(unit);
        ByteArrayOutputStream frame = new ByteArrayOutputStream(unit.length + 16);
        for (AnnexB.Unit nal : units) {
            int first = unit[nal.start()] & 0xFF;
            int type = hevc ? first >>> 1 & 0x3F : first & 0x1F;
            boolean kept = hevc ? hevcUnit(type, unit, nal) : avcUnit(type, unit, nal);
            if (kept) {
                AnnexB.prefixed(frame, unit, nal);
            }
        }
        configure(hevc);
        if (!configured) {
            publication.lacks(keyFrames ? Lack.PARAMETER_SETS : Lack.KEY_FRAME_AND_PARAMETER_SETS, demuxer.gaps());
            return;
        }
        long dtsUs = clock.us(dts);
        if (frame.size() == 0) {
            publication.empty(dtsUs);
            return;
        }
        long compositionUs = clock.us(pts) - dtsUs;
        publication.video(false, dtsUs, compositionUs, frame.toByteArray(), 0, nanoTime.getAsLong());
    }

    @Override
    public void audio(int sound, long pts, byte[] frames) throws IOException {
        if (sound < sounds.size()) {
            sounds.get(sound).take(clock.us(pts), frames, nanoTime.getAsLong());
        }
    }

    private boolean avcUnit(int type, byte[] bytes, AnnexB.Unit unit) {
        switch (type) {
            case NAL_AVC_SPS -> sps = kept(sps, bytes, unit);
            case NAL_AVC_PPS -> pps = kept(pps, bytes, unit);
            case NAL_AVC_DELIMITER -> {}
            default -> {
                keyFrames |= type == NAL_AVC_IDR;
                return true;
            }
        }
        return false;
    }

    private boolean hevcUnit(int type, byte[] bytes, AnnexB.Unit unit) {
        switch (type) {
            case NAL_HEVC_VPS -> vps = kept(vps, bytes, unit);
            case NAL_HEVC_SPS -> sps = kept(sps, bytes, unit);
            case NAL_HEVC_PPS -> pps = kept(pps, bytes, unit);
            case NAL_HEVC_DELIMITER -> {}
            default -> {
                keyFrames |= type >= NAL_HEVC_FIRST_IRAP && type <= NAL_HEVC_LAST_IRAP;
                return true;
            }
        }
        return false;
    }

    private byte[] kept(byte[] old, byte[] bytes, AnnexB.Unit unit) {
        if (Arrays.equals(old, 0, old.length, bytes, unit.start(), unit.end())) {
            return old;
        }
        changed = true;
        return Arrays.copyOfRange(bytes, unit.start(), unit.end());
    }

    private void configure(boolean hevc) throws IOException {
        if (!changed || sps.length == 0 || pps.length == 0 || hevc && vps.length == 0) {
            return;
        }
        changed = false;
        VideoConfig config = hevc ? ParameterSets.hevc(vps, sps, pps) : ParameterSets.avc(sps, pps);
        publication.configure(config);
        configured = true;
    }
}
