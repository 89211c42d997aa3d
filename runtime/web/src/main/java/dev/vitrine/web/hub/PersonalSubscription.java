package dev.vitrine.web.hub;

import dev.vitrine.api.log.Channel;
import dev.vitrine.core.room.History;
import dev.vitrine.core.room.Publication;
import dev.vitrine.core.room.Room;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One session's place in its user's own channel. It is among those that are offered publications before it looks at
 * what there is, and a publication can be looked at before it is offered: so each is in the reply or pushed behind it,
 * once.
 */
final class PersonalSubscription {
    /** What a reply carries at most; whoever missed more is told so. */
    static final int MAX_RECOVERED = 200;
    /** What a page that has just come draws. */
    static final int RECENT = 20;

    private final PersonalRoom home;
    private final HubSession session;
    private final String person;
    private final String name;
    private long reached = -1;
    /** What is offered before the reply has gone out. */
    private List<Publication> early = new ArrayList<>();

    PersonalSubscription(PersonalRoom home, HubSession session, String person) {
        this.home = home;
        this.session = session;
        this.person = person;
        this.name = Channel.PERSONAL.prefix() + ":" + home.room().event();
    }

    String person() {
        return person;
    }

    String name() {
        return name;
    }

    PersonalRoom home() {
        return home;
    }

    /** Sends the reply to a subscribe; whatever comes later follows it. The room is asked outside the lock. */
    void open(ClientCommand.Subscribe subscribe) {
        Room room = home.room();
        History recent = room.personalLatest(person, RECENT);
        long top = recent.topOffset();
        History missed = room.personalSince(person, subscribe.epoch(), subscribe.offset(), MAX_RECOVERED);
        List<Publication> publications = missed.publications().stream()
                .filter(publication -> publication.offset() <= top)
                .toList();
        boolean recovered = subscribe.recover() && missed.complete() && subscribe.offset() + publications.size() == top;
        ServerReply reply = new ServerReply.Subscribed(
                subscribe.id(),
                recent.epoch(),
                top,
                subscribe.recover(),
                recovered,
                recovered ? publications : List.of(),
                state(recent.publications()));
        synchronized (this) {
            session.reply(reply);
            reached = top;
            early.forEach(this::offer);
            early = List.of();
        }
    }

    private static byte[] state(List<Publication> recent) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String before = "{\"recent\":[";
        for (Publication publication : recent) {
            out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
            out.writeBytes(publication.data());
            before = ",";
        }
        out.writeBytes((recent.isEmpty() ? before + "]}" : "]}").getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** On the room's publishing thread. */
    synchronized void offer(Publication publication) {
        if (reached < 0) {
            early.add(publication);
        } else if (publication.offset() > reached) {
            reached = publication.offset();
            session.push(session.encoding().codec().frame(name, List.of(publication)));
            session.delivered();
        }
    }
}
