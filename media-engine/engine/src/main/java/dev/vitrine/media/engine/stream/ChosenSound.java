package dev.vitrine.media.engine.stream;

import dev.vitrine.media.engine.codec.Codecs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A stream with another of its sounds in place of the first. Where a stretch does not have it, such as the slate or
 * another publisher, the first is heard. Safe from any thread.
 */
public final class ChosenSound implements PacketSource {
    private final PacketSource stream;
    private final String sound;
    private final Map<PacketSubscriber, PacketSubscriber> choosing = new HashMap<>(); // under the stream's lock

    /**
     * A choice.
     *
     * @param sound its {@link Sound#id}
     */
    public ChosenSound(PacketSource stream, String sound) {
        this.stream = stream;
        this.sound = sound;
    }

    @Override
    public void attach(PacketSubscriber subscriber) {
        stream.exclusively(() -> {
            PacketSubscriber chooses = new Choice(subscriber);
            choosing.put(subscriber, chooses);
            stream.attach(chooses);
        });
    }

    @Override
    public void detach(PacketSubscriber subscriber) {
        stream.exclusively(() -> {
            PacketSubscriber chooses = choosing.remove(subscriber);
            if (chooses != null) {
                stream.detach(chooses);
            }
        });
    }

    @Override
    public void exclusively(Runnable action) {
        stream.exclusively(action);
    }

    private final class Choice implements PacketSubscriber {
        private final PacketSubscriber to;
        private boolean there;

        Choice(PacketSubscriber to) {
            this.to = to;
        }

        @Override
        public void begin(Segment segment) {
            Optional<Sound> chosen = segment.sound(sound);
            there = chosen.isPresent();
            to.begin(chosen.map(now -> new Segment(
                            segment.epoch(),
                            new Codecs(segment.codecs().video(), Optional.of(now.config())),
                            segment.fromUs(),
                            segment.sounds()))
                    .orElse(segment));
        }

        @Override
        public void packet(Packet packet) {
            if (!there || packet.track() == Track.VIDEO) {
                to.packet(packet);
            }
        }

        @Override
        public void other(String id, Packet packet) {
            if (there && id.equals(sound)) {
                to.packet(packet);
            }
        }

        @Override
        public void pause() {
            to.pause();
        }
    }
}
