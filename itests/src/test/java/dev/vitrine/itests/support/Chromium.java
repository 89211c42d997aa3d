package dev.vitrine.itests.support;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Debian's Chromium without a window. Keeps what pages complained about, so that a test can insist on silence. */
public final class Chromium implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--autoplay-policy=no-user-gesture-required");

    /** A machine that is building something else shows things late; that is no failure. */
    private static final int PATIENCE_MS = 30_000;

    private static final Turn TURN = new Turn();

    static {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    }

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> complaints = java.util.Collections.synchronizedList(new ArrayList<>());

    /** Starts it, once no other process of these tests has one: two would starve each other on two cores. */
    public Chromium() {
        TURN.take();
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(executable())
                        .setHeadless(true)
                        .setArgs(FLAGS));
    }

    private static Path executable() {
        for (String candidate : List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")) {
            if (Files.isExecutable(Path.of(candidate))) {
                return Path.of(candidate);
            }
        }
        throw new IllegalStateException("No Chromium is installed; on Debian: apt-get install chromium.");
    }

    /** A page of its own, as one person's window of the given width and height. */
    public Page page(int width, int height) {
        return page(width, height, false);
    }

    /** The same, in a browser that does not heed the policy a page came with: to show what the policy is for. */
    public Page pageWithoutPolicy(int width, int height) {
        return page(width, height, true);
    }

    private Page page(int width, int height, boolean withoutPolicy) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setLocale("en-GB")
                .setBypassCSP(withoutPolicy));
        Page page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.onPageError(error -> complaints.add(page.url() + ": " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(page.url() + ": " + message.text() + " (" + message.location() + ")");
            }
        });
        return page;
    }

    /** Script errors and console errors of every page so far. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Saves what every open page shows into {@code target}, for a person to look at after a failure. */
    public void photograph(String name) {
        int number = 0;
        for (BrowserContext context : browser.contexts()) {
            for (Page page : context.pages()) {
                page.screenshot(new Page.ScreenshotOptions()
                        .setPath(Path.of("target", "pictures", name + "-" + number++ + ".png")));
            }
        }
    }

    /** Closes everybody's windows. */
    public void closePages() {
        List.copyOf(browser.contexts()).forEach(BrowserContext::close);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
        TURN.giveBack();
    }

    /** This process's turn, for as long as it has a browser. */
    private static final class Turn {
        private final Path file = Path.of("target", "chromium.turn");
        private int browsers;
        private @Nullable FileChannel held;

        @SuppressWarnings("resource") // closed when the last browser is
        synchronized void take() {
            if (browsers++ == 0) {
                try {
                    FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    channel.lock();
                    held = channel;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        synchronized void giveBack() {
            if (--browsers == 0 && held != null) {
                try {
                    held.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
