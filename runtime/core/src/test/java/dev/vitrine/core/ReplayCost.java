package dev.vitrine.core;

import dev.vitrine.api.access.Actor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Prints how long a start takes that replays a long log. Arguments: number of records, and the directory that keeps
 * them.
 */
public final class ReplayCost {
    private ReplayCost() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        int records = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200_000;
        Path data = arguments.length > 1 ? Path.of(arguments[1]) : Files.createTempDirectory("replay");
        FakeClock clock = new FakeClock();
        TestHouse house = new TestHouse(data, clock).withEvent("demo").withOpenModeration();
        Actor actor = new Actor(Actor.Kind.STAFF, "s-1", "Staff", Set.of("moderator"));
        long t = System.nanoTime();
        List<CompletableFuture<?>> open = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            open.add(house.house()
                    .chat()
                    .send("demo", actor, "a message of usual length, number " + i, Optional.empty())
                    .toCompletableFuture());
            if (open.size() == 1000) {
                open.forEach(CompletableFuture::join);
                open.clear();
            }
        }
        open.forEach(CompletableFuture::join);
        System.out.printf("wrote in %d ms%n", (System.nanoTime() - t) / 1_000_000);
        for (int round = 0; round < 3; round++) {
            t = System.nanoTime();
            house.restart();
            System.out.printf("%,d records: start %d ms%n", records, (System.nanoTime() - t) / 1_000_000);
        }
        house.close();
    }
}
