package dev.vitrine.media.engine.rtsp;

import dev.vitrine.api.media.OutboundConnection;
import dev.vitrine.media.engine.codec.AudioConfig;
import dev.vitrine.media.engine.codec.UnsupportedMediaException;
import dev.vitrine.media.engine.stream.Publication;
import dev.vitrine.media.engine.stream.PublisherProbe;
import dev.vitrine.media.engine.stream.PublisherRefusedException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Plays a stream of an RTSP server (RFC 2326) into a publication. Media comes within the RTSP connection (10.12) and in
 * no other way, since the host's guard has let that one connection pass.
 */
public final class RtspInlet {
    private static final long DEFAULT_TIMEOUT_S = 60;
    private static final Pattern TIMEOUT = Pattern.compile("timeout\\s*=\\s*([0-9]{1,6})");
    private static final Pattern CHANNELS = Pattern.compile("interleaved\\s*=\\s*([0-9]{1,3})");
    private static final Pattern RTP_TIME = Pattern.compile("rtptime\\s*=\\s*([0-9]{1,10})");

    private final RtspCall call;
    private final RtspAddress address;
    private final Opening opening;
    private final LongSupplier nanoTime;
    private String base;
    private String session = "";
    private String keepAlive = "OPTIONS";
    private long keepAliveNanos = DEFAULT_TIMEOUT_S * 500_000_000;
    private @Nullable Publication publication;

    /** Opens the publication, once there is media. */
    @FunctionalInterface
    public interface Opening {
        /**
         * Lets the source in, or says why not.
         *
         * @param remark what staff should know of it, a sentence with a space in front; usually empty
         */
        Publication open(String remark) throws PublisherRefusedException;
    }

    private RtspInlet(OutboundConnection connection, RtspAddress address, Opening opening, LongSupplier nanoTime) {
        this.call = new RtspCall(connection, address, nanoTime);
        this.address = address;
        this.opening = opening;
        this.nanoTime = nanoTime;
        this.base = address.url();
    }

    /**
     * Plays until the source ends.
     *
     * @throws RtspRedirectException if the server leads on to another address; nothing has been played then
     * @throws IOException always, in the end; the message is one clause for staff that says why, without secrets
     */
    public static void play(OutboundConnection connection, RtspAddress address, Opening opening, LongSupplier nanoTime)
            throws IOException {
        new RtspInlet(connection, address, opening, nanoTime).play();
    }

    private void play() throws IOException {
        String why = "the source has ended its stream";
        try {
            receive(begin());
        } catch (UnsupportedMediaException refused) {
            why = String.valueOf(refused.getMessage());
            Publication current = publication;
            if (current != null) {
                current.reject(refused.tooLarge() ? PublisherProbe.FRAME_SIZE : PublisherProbe.CODEC, why);
            }
            throw refused;
        } catch (SocketTimeoutException silent) {
            why = "the source has sent nothing for 10 s";
            throw new RtspException(why);
        } catch (EOFException ended) {
            why = publication == null
                    ? "the source hung up before a picture came; check the address"
                    : "the source has closed the connection";
            throw new RtspException(why);
        } catch (IOException broken) {
            why = String.valueOf(broken.getMessage());
            throw broken;
        } finally {
            Publication current = publication;
            if (current != null) {
                current.end(sentence(why));
            }
        }
    }

    /** Asks for the stream; returns its tracks once it begins to play. */
    private Tracks begin() throws IOException {
        RtspMessage options = call.ask("OPTIONS", address.url());
        refuseRedirect(options);
        String methods = String.join(",", options.all("public")).toUpperCase(Locale.ROOT);
        keepAlive = methods.contains("GET_PARAMETER") ? "GET_PARAMETER" : "OPTIONS";

        RtspMessage described = accepted("DESCRIBE", call.ask("DESCRIBE", address.url(), "Accept", "application/sdp"));
        base = described
                .header("content-base")
                .or(() -> described.header("content-location"))
                .filter(RtspInlet::isAddress)
                .orElse(address.url());
        SessionDescription description = SessionDescription.parse(described.body());
        SourceTrack.Picture picture = SourceTrack.picture(description.media());
        SourceTrack.Sound sound = SourceTrack.sound(description.media());
        String remark = sound == null ? SourceTrack.silence(description.media()) : "";

        Tracks tracks = new Tracks(picture, sound, remark);
        tracks.pictureChannel = setUp(picture.media(), 0);
        if (sound != null) {
            tracks.soundChannel = setUp(sound.media(), 2);
        }
        String whole = description.control().isEmpty() || description.control().equals("*")
                ? base
                : resolved(description.control());
        RtspMessage playing = call.ask("PLAY", whole, "Session", session, "Range", "npt=0.000-");
        if (playing.status() == 457) { // Invalid Range: of a live stream
            playing = call.ask("PLAY", whole, "Session", session);
        }
        accepted("PLAY", playing);
        base = whole;
        tracks.began(
                String.join(",", playing.all("rtp-info")),
                picture.media().control(),
                sound == null ? "" : sound.media().control());
        return tracks;
    }

    private int setUp(SessionDescription.Media media, int channel) throws IOException {
        String url = media.control().isEmpty() ? base : resolved(media.control());
        String transport = "RTP/AVP/TCP;unicast;interleaved=" + channel + "-" + (channel + 1);
        RtspMessage answer = accepted(
                "SETUP",
                session.isEmpty()
                        ? call.ask("SETUP", url, "Transport", transport)
                        : call.ask("SETUP", url, "Transport", transport, "Session", session));
        String given = answer.header("transport").orElse(transport);
        if (!given.toUpperCase(Locale.ROOT).contains("TCP") && !given.contains("interleaved")) {
            throw noTcp();
        }
        String told = answer.header("session").orElse("");
        String id = told.split(";", 2)[0].strip();
        if (!id.isEmpty() && isPlain(id)) {
            session = id;
        }
        Matcher timeout = TIMEOUT.matcher(told);
        if (timeout.find()) {
            keepAliveNanos = Math.clamp(Long.parseLong(timeout.group(1)), 2, DEFAULT_TIMEOUT_S) * 500_000_000;
        }
        Matcher channels = CHANNELS.matcher(given);
        return channels.find() ? Integer.parseInt(channels.group(1)) : channel;
    }

    private void receive(Tracks tracks) throws IOException {
        long askedNanos = nanoTime.getAsLong();
        while (true) {
            RtspCall.Incoming incoming = call.next();
            long now = nanoTime.getAsLong();
            switch (incoming) {
                case RtspCall.Incoming.Answer(RtspMessage message) -> call.heard(message);
                case RtspCall.Incoming.Media(int channel, byte[] bytes) -> {
                    if (tracks.take(channel, bytes, now)) {
                        throw new RtspException("the source has ended its stream");
                    }
                }
            }
            if (now - askedNanos > keepAliveNanos) {
                askedNanos = now;
                call.send(keepAlive, base, "Session", session);
            }
        }
    }

    private RtspMessage accepted(String method, RtspMessage answer) throws IOException {
        refuseRedirect(answer);
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return answer;
        }
        if (status == 461) {
            throw noTcp();
        }
        throw new RtspException(
                switch (status) {
                    case 403 ->
                        "the source's server does not let us have the stream (403); check who may fetch it there";
                    case 404 -> "the source's server has no such stream (404); check the path of the address";
                    case 453, 503 -> "the source's server is too busy (" + status + ")";
                    default ->
                        "the source's server answers " + status + " to " + method
                                + "; check the address and what the server allows";
                });
    }

    private static RtspException noTcp() {
        return new RtspException("the source's server does not send media within the RTSP connection (461), and only"
                + " that is spoken here; switch on RTP over RTSP (TCP) there");
    }

    private static void refuseRedirect(RtspMessage answer) throws IOException {
        if (answer.status() >= 300 && answer.status() < 400) {
            throw new RtspRedirectException(answer.header("location").orElse(""));
        }
    }

    /** As players do it: put behind the base, whatever query that has. */
    private String resolved(String control) {
        if (isAddress(control)) {
            return control;
        }
        return base.endsWith("/") ? base + control : base + "/" + control;
    }

    private static boolean isAddress(String text) {
        boolean ours = text.regionMatches(true, 0, "rtsp://", 0, 7) || text.regionMatches(true, 0, "rtsps://", 0, 8);
        return ours && isPlain(text);
    }

    private static boolean isPlain(String text) {
        return text.length() <= 2_000 && text.chars().allMatch(each -> each > 0x20 && each < 0x7F);
    }

    private static String sentence(String clause) {
        String capital = Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
        return capital.endsWith(".") ? capital : capital + ".";
    }

    /** The tracks of a play. */
    private final class Tracks {
        private final RtpTrack picture;
        private final @Nullable RtpTrack sound;
        private final LipSync lips;
        private final String remark;
        private int pictureChannel;
        private int soundChannel = -2;

        Tracks(SourceTrack.Picture video, SourceTrack.@Nullable Sound audio, String remark)
                throws UnsupportedMediaException {
            this.remark = remark;
            RtpClock pictureClock = new RtpClock(video.rate());
            RtpClock soundClock = new RtpClock(audio == null ? video.rate() : audio.rate());
            lips = new LipSync(pictureClock, soundClock);
            var sets = video.sets();
            DecodeTimes times = new DecodeTimes();
            picture = new RtpTrack(
                    video.media().type(),
                    pictureClock,
                    arrivedNanos -> new NalDepacketiser(video.hevc(), sets, (timestamp, index, frame) -> {
                        Publication to = opened(audio);
                        var config = sets.changed();
                        if (config.isPresent()) {
                            to.configure(config.get());
                        }
                        long us = pictureClock.us(timestamp);
                        lips.picture(us, arrivedNanos.getAsLong());
                        long decodedUs = times.us(us);
                        to.video(false, decodedUs, us - decodedUs, frame, 0, arrivedNanos.getAsLong());
                    }));
            sound = audio == null
                    ? null
                    : new RtpTrack(
                            audio.media().type(),
                            soundClock,
                            arrivedNanos -> audio.depacketiser((timestamp, index, frame) -> {
                                long us = soundClock.us(timestamp);
                                var heardUs = lips.soundUs(us, arrivedNanos.getAsLong());
                                if (heardUs.isPresent()) {
                                    AudioConfig config = audio.config();
                                    long offsetUs = index == 0
                                            ? 0
                                            : index * 1_000_000L * config.samples(frame, 0) / config.sampleRate();
                                    opened(audio).audio(heardUs.get() + offsetUs, frame, 0, arrivedNanos.getAsLong());
                                }
                            }));
        }

        private Publication opened(SourceTrack.@Nullable Sound audio) throws PublisherRefusedException {
            Publication current = publication;
            if (current == null) {
                current = opening.open(remark);
                publication = current;
                current.expectAudio(audio != null);
                if (audio != null) {
                    current.configure(audio.config());
                }
            }
            return current;
        }

        /** What the answer to PLAY says of the clocks (RTP-Info, RFC 2326, 12.33). */
        void began(String info, String pictureControl, String soundControl) {
            Optional<Integer> pictureTime = Optional.empty();
            Optional<Integer> soundTime = Optional.empty();
            for (String entry : info.split(",(?=\\s*url)")) {
                Matcher found = RTP_TIME.matcher(entry);
                if (found.find()) {
                    int time = (int) Long.parseLong(found.group(1));
                    if (!pictureControl.isEmpty() && entry.contains(pictureControl)) {
                        pictureTime = Optional.of(time);
                    } else if (!soundControl.isEmpty() && entry.contains(soundControl)) {
                        soundTime = Optional.of(time);
                    }
                }
            }
            if (pictureTime.isPresent() && soundTime.isPresent()) {
                lips.began(pictureTime.get(), soundTime.get());
            }
        }

        /** Takes a packet; whether it says that the stream is over. */
        boolean take(int channel, byte[] bytes, long now) throws IOException {
            RtpTrack current = sound;
            if (channel == pictureChannel) {
                picture.take(bytes, now);
            } else if (channel == pictureChannel + 1) {
                return picture.report(bytes);
            } else if (current != null && channel == soundChannel) {
                current.take(bytes, now);
            } else if (current != null && channel == soundChannel + 1) {
                current.report(bytes);
            }
            return false;
        }
    }
}
