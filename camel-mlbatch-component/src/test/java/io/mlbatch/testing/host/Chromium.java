/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.mlbatch.testing.host;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, with one page. Elements are named by their texts, as people know them. */
public final class Chromium implements AutoCloseable {

    private static final File BROWSER = new File("/usr/bin/chromium");
    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern REQUEST =
            Pattern.compile("\"Network.requestWillBeSent\".*?\"request\":\\{.*?\"url\":\"([^\"]+)\"");

    private final Path folder;
    private final ChromeDriver driver;

    public Chromium() throws IOException {
        folder = Files.createTempDirectory("chromium");
        Files.createDirectory(downloads());
        ChromeOptions options = new ChromeOptions();
        options.setBinary(BROWSER);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + folder.resolve("profile"));
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        driver = new ChromeDriver(
                new ChromeDriverService.Builder()
                        .usingDriverExecutable(DRIVER)
                        .usingAnyFreePort()
                        .build(),
                options);
        devTools("Browser.setDownloadBehavior", Map.of("behavior", "allow", "downloadPath", downloads() + ""));
    }

    /** For {@code @EnabledIf}. */
    public static boolean isInstalled() {
        return BROWSER.canExecute() && DRIVER.canExecute();
    }

    /** Opens an address as in a new tab: without a session. */
    public Chromium open(String url) {
        driver.get("about:blank");
        await("the address " + url, () -> {
            driver.get(url);
            return true;
        });
        if (Boolean.TRUE.equals(script("const had = sessionStorage.length > 0; sessionStorage.clear(); return had"))) {
            driver.navigate().refresh();
        }
        return this;
    }

    public Chromium reload() {
        driver.navigate().refresh();
        return this;
    }

    public Chromium login(String user, String password) {
        type("User name", user);
        type("Password", password);
        return press("Log in");
    }

    /** Clicks the button, link or summary with this text or label. */
    public Chromium press(String text) {
        return press(text, "main, dialog, header");
    }

    /** @param within selector of the elements in which to look; those in an open dialog come first */
    public Chromium press(String text, String within) {
        return control(text, within, WebElement::click);
    }

    /** Presses the button of the mouse down on a control. */
    public Chromium hold(String text, String within) {
        return control(text, within, control -> new Actions(driver)
                .clickAndHold(control)
                .perform());
    }

    /** Ends {@link #hold}. */
    public Chromium release() {
        new Actions(driver).release().perform();
        return this;
    }

    private Chromium control(String text, String within, Consumer<WebElement> action) {
        await("a control '" + text + "'", () -> {
            WebElement control = (WebElement) script("""
                    const root = document.querySelector('dialog[open]') ?? document;
                    const places = root === document ? [...root.querySelectorAll(arguments[1])] : [root];
                    return places.flatMap(place => [...place.querySelectorAll('button, a, summary, .choice label, th button')])
                      .find(each => each.checkVisibility() && !each.disabled
                        && [each.textContent.trim(), each.getAttribute('aria-label')].includes(arguments[0])) ?? null;
                    """, text, within);
            if (control == null) {
                return false;
            }
            action.accept(control);
            return true;
        });
        return this;
    }

    /** Replaces the text of the field with this label. */
    public Chromium type(String label, String text) {
        WebElement field = field(label);
        field.clear();
        field.sendKeys(text);
        return this;
    }

    public Chromium select(String label, String option) {
        WebElement field = field(label);
        script("""
                arguments[0].value = [...arguments[0].options].find(each => each.textContent === arguments[1]).value;
                arguments[0].dispatchEvent(new Event('change'));
                """, field, option);
        return this;
    }

    private WebElement field(String label) {
        WebElement[] found = new WebElement[1];
        await("a field '" + label + "'", () -> {
            found[0] = (WebElement) script("""
                    return [...document.querySelectorAll('input, select, textarea')].find(each =>
                      each.getAttribute('aria-label') === arguments[0]
                      || [...each.labels ?? []].some(text => text.textContent.trim() === arguments[0])) ?? null;
                    """, label);
            return found[0] != null;
        });
        return found[0];
    }

    /** Chooses a file in the dialog of the browser. */
    public Chromium choose(Path file) throws IOException {
        awaitElement("input[type=file]");
        driver.findElement(By.cssSelector("input[type=file]")).sendKeys(file.toRealPath() + "");
        return this;
    }

    /** Drops files. */
    public Chromium drop(String... namesAndContents) {
        awaitElement(".drop");
        script("""
                const data = new DataTransfer();
                const texts = arguments[0];
                for (let i = 0; i < texts.length; i += 2) {
                  data.items.add(new File([texts[i + 1]], texts[i]));
                }
                const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data });
                document.querySelector('.drop').dispatchEvent(event);
                """, List.of(namesAndContents));
        return this;
    }

    public Chromium keys(Keys... keys) {
        new Actions(driver).sendKeys(keys).perform();
        return this;
    }

    /** Returns the text that the page shows. */
    public String text() {
        return text("body");
    }

    public String text(String selector) {
        return (String) script("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
    }

    public Chromium awaitText(String text) {
        await("the text '" + text + "'", () -> text().contains(text));
        return this;
    }

    public Chromium awaitElement(String selector) {
        await("an element " + selector, () -> !driver.findElements(By.cssSelector(selector))
                .isEmpty());
        return this;
    }

    private void await(String condition, Callable<Boolean> check) {
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    // the page may replace an element between two calls
                    .ignoreExceptionsInstanceOf(WebDriverException.class)
                    .until(check);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "The page does not have " + condition + ". Its text: " + text() + ". Its console: "
                            + consoleErrors(),
                    e);
        }
    }

    /** Runs a function body in the page, and returns its result. */
    public Object script(String body, Object... arguments) {
        return driver.executeScript(body, arguments);
    }

    /** Texts of all elements. */
    @SuppressWarnings("unchecked")
    public List<String> texts(String selector) {
        return (List<String>) script(
                "return [...document.querySelectorAll(arguments[0])].map(each => each.innerText.trim())", selector);
    }

    public Map<String, Object> devTools(String command, Map<String, Object> parameters) {
        return driver.executeCdpCommand(command, parameters);
    }

    public Chromium size(int width, int height) {
        devTools(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        return this;
    }

    /** @param scheme {@code light} or {@code dark} */
    public Chromium colors(String scheme) {
        devTools(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
        return this;
    }

    public byte[] screenshot() {
        Object data =
                devTools("Page.captureScreenshot", Map.of("format", "png")).get("data");
        return Base64.getDecoder().decode((String) data);
    }

    /** Waits for a download, and returns its text. */
    public String awaitDownload(String name) throws IOException {
        Path file = downloads().resolve(name);
        await("the download " + name, () -> Files.exists(file));
        String content = Files.readString(file);
        Files.delete(file);
        return content;
    }

    private Path downloads() {
        return folder.resolve("downloads");
    }

    /** Returns the warnings and errors of the console since the last call. */
    public List<String> consoleErrors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Returns the URLs that the page has requested since the last call. */
    public List<String> requests() {
        return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .flatMap(entry -> REQUEST.matcher(entry.getMessage()).results())
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    /** @param pattern of the URL */
    public Chromium awaitRequest(String pattern) {
        await("a request " + pattern, () -> requests().stream().anyMatch(url -> url.matches(pattern)));
        return this;
    }

    @Override
    public void close() throws IOException {
        driver.quit();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /** Reads a script of the test tree. */
    public static String resource(Class<?> owner, String name) throws IOException {
        try (InputStream content = owner.getResourceAsStream(name)) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
