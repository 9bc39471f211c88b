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
package io.mlbatch.service.console;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

import org.apache.camel.Exchange;
import org.apache.camel.builder.LambdaRouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import io.mlbatch.testing.host.Chromium;
import io.mlbatch.testing.host.HostCaller;
import io.mlbatch.testing.host.RunningHost;

import static io.mlbatch.testing.host.HostCaller.assertResponse;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of a host in a real Chromium. With {@code -Dmlbatch.docs.write=true} the tests write the images of the
 * documentation.
 */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
        value = "io.mlbatch.testing.host.Chromium#isInstalled",
        disabledReason = "Chromium is not installed: apt-get install chromium chromium-driver")
class ConsolePageIT {

    private static final Path CARS = Path.of("../examples/mtcars/src/main/resources/data/mtcars.csv");
    private static final Path IMAGES = Path.of("../docs/images");

    private static final String PASSWORD = "pässwörd:,|€";
    private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuEVdkK0PlG4Ly5oyZ45zZiNBNxG3rovC";
    private static final String HOSTILE = "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script>";

    private static final String DESCRIBE = "const describe = each => each.tagName + ' '"
            + " + (each.getAttribute('aria-label') ?? (each.labels?.[0]?.textContent || each.textContent)).trim();";

    private static final String CONTROLS = DESCRIBE + """
            return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
              .filter(each => each.checkVisibility() && !each.disabled && (each.type !== 'radio' || each.checked))
              .map(describe);
            """;

    /** Each lets one record of {@code Held} pass, on the host without and with users. */
    private final Semaphore held = new Semaphore(0);

    private final Semaphore heldOfUsers = new Semaphore(0);

    @AutoClose
    private final Chromium page = new Chromium();

    /** Without credentials. */
    @AutoClose
    private final RunningHost open = RunningHost.open(routes(held));

    /** Behind a path, with users. */
    @AutoClose
    private final RunningHost secured = RunningHost.under(
            "/scoring",
            component -> {
                component.setUsers("anna:" + HASH + ", bert:" + HASH + ", olga:" + HASH + ":operator");
                component.setAdminRole("operator");
            },
            routes(heldOfUsers));

    @TempDir
    private Path folder;

    ConsolePageIT() throws Exception {}

    private LambdaRouteBuilder routes(Semaphore permits) {
        return routes -> {
            routes.from("mlbatch-service:TxService/1.0?inputs=hp:numeric,wt:numeric&outputs=answer:data.frame"
                            + "&artifacts=answer.csv,gauge.png"
                            + "&description=RAW(Is it a manual transmission? am ~ hp + wt on mtcars)")
                    .process(ConsolePageIT::score);
            routes.from("mlbatch-service:Square/2.0?inputs=x:integer&outputs=y:numeric&description=x squared")
                    .process(exchange -> {
                        int x = exchange.getMessage().getBody(Map.class).get("x") instanceof Number n
                                ? n.intValue()
                                : 0;
                        if (x % 500 == 7) {
                            throw new IllegalArgumentException("no square of " + x);
                        }
                        exchange.getMessage().setBody(Map.of("y", (double) x * x));
                    });
            routes.from("mlbatch-service:Held/1.0?inputs=x:integer&outputs=y:integer&description=A slow model")
                    .process(exchange -> {
                        permits.acquire();
                        exchange.getMessage().setBody(Map.of("y", 1));
                    });
            routes.from("mlbatch-service:Wide/1.0?inputs=" + numbered("c%d:numeric") + "&outputs=y:numeric")
                    .setBody(exchange -> Map.of("y", 1));
            routes.from("mlbatch-service:Hostile/1.0?inputs=text:character&outputs=text:character" + "&description=RAW("
                            + HOSTILE.replace('"', '\'') + ")")
                    .process(exchange -> {
                        String text = (String)
                                exchange.getMessage().getBody(Map.class).get("text");
                        if (text.startsWith("fail")) {
                            throw new IllegalArgumentException(HOSTILE.repeat(9));
                        }
                        exchange.setVariable(
                                "mlbatch.artifact.<img src=x onerror=alert(1)>.svg",
                                "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script>parent.hacked=1</script></svg>");
                        exchange.getMessage().setBody(Map.of("text", text));
                    });
        };
    }

    private static void score(Exchange exchange) throws IOException {
        Map<?, ?> car = exchange.getMessage().getBody(Map.class);
        double hp = ((Number) car.get("hp")).doubleValue();
        double wt = ((Number) car.get("wt")).doubleValue();
        // am ~ hp + wt by least squares
        double manual = 1.5474297248019004 + 0.0027382786541118986 * hp - 0.47955582403510444 * wt;
        exchange.setVariable("mlbatch.artifact.answer.csv", "am_Pred\n" + manual + "\n");
        exchange.setVariable("mlbatch.artifact.gauge.png", gauge(manual));
        exchange.getMessage().setBody(Map.of("answer", Map.of("am_Pred", List.of(manual))));
    }

    private static byte[] gauge(double value) throws IOException {
        BufferedImage image = new BufferedImage(72, 20, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(0xd9dedc));
        graphics.fillRect(0, 0, 72, 20);
        graphics.setColor(new Color(0x2f8f7f));
        graphics.fillRect(0, 0, (int) Math.round(72 * Math.min(1, Math.max(0, value))), 20);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }

    @BeforeEach
    void desktop() {
        page.size(1280, 900).colors("light");
        page.consoleErrors();
        page.requests();
    }

    /** Chromium reports a violation of the Content-Security-Policy as an error of the console. */
    @AfterEach
    void page_hasNoErrorAndNoRequestElsewhere() {
        assertThat(page.consoleErrors())
                // the response that a test provokes
                .filteredOn(error -> !error.contains("the server responded with a status of"))
                .isEmpty();
        assertThat(page.requests())
                .isNotEmpty()
                .allMatch(url -> url.startsWith(open.url())
                        || url.startsWith(secured.url())
                        || url.matches("(about|blob|data):.*"));
    }

    @Test
    void csvFile_isScoredAndDownloadedKnowingOnlyTheAddress() throws Exception {
        page.open(open.url()).awaitText("Is it a manual transmission? am ~ hp + wt on mtcars");
        page.press("TxService").awaitElement(".drop");
        image("page-service");
        page.choose(CARS).awaitText("Download CSV").awaitElement("canvas");

        assertThat(page.text("h1")).isEqualTo("mtcars.csv");
        page.awaitText("1–32 of 32");
        // images outside of the window are not loaded
        page.script("document.querySelector('td.files').scrollIntoView()");
        page.awaitElement("img.thumbnail:not([hidden])");
        assertThat(page.text("tbody tr")).containsSubsequence("110", "2.62", "0.5922041", "answer.csv", "Mazda RX4");
        assertThat(page.script("""
                        return new Set([...document.querySelectorAll('tbody td:nth-child(3)')].map(each => {
                          const range = document.createRange();
                          range.setStart(each.firstChild, each.textContent.indexOf('.'));
                          range.setEnd(each.firstChild, each.textContent.indexOf('.') + 1);
                          return Math.round(range.getBoundingClientRect().left);
                        })).size
                        """)).as("places of the decimal points").isEqualTo(1L);
        page.press("Download CSV");
        assertThat(page.awaitDownload("mtcars-results.csv").lines().toList())
                .hasSize(33)
                .anyMatch(line -> line.contains("Mazda RX4") && line.contains("0.59220411"));
        page.press("Download JSON");
        assertThat(page.awaitDownload("mtcars-results.json")).contains("\"Mazda RX4\"", "0.59220411");
        page.press("answer.csv", "tbody");
        assertThat(page.awaitDownload("answer.csv")).startsWith("am_Pred");
        page.press("gauge.png", "tbody").awaitElement("dialog img").keys(Keys.ESCAPE);

        page.size(1280, 1100);
        image("page-results");
        page.colors("dark");
        image("page-results-dark");
        page.size(390, 1100);
        image("page-results-phone");
    }

    @Test
    void droppedFiles_areCheckedBeforeTheyStart() throws Exception {
        page.open(open.url() + "/mlbatch/#/services/TxService/1.0")
                .drop("cars.csv", "horses,wt\n110,2.62\n")
                .awaitText("cars.csv has no column “hp”. Its columns: “horses”, “wt”.")
                .press("Start anyway")
                .awaitText("Download CSV")
                .awaitText("input 'hp' (numeric) is missing");
        page.open(open.url() + "/mlbatch/#/services/TxService/1.0")
                .drop("cars.csv", "horses,wt\n110,2.62\n")
                .select("Column for hp", "horses")
                .press("Start")
                .awaitText("The file was read with: column “horses” as hp.")
                .awaitText("0.5922041");
        page.open(open.url() + "/mlbatch/#/services/TxService/1.0")
                .drop("excel.csv", "sep=;\r\nhp;wt\r\n" + "110;2\r\n".repeat(60) + "110;2,62\r\n")
                .awaitText("Download CSV")
                .awaitText("1–50 of 61")
                .press("Last")
                .awaitText("0.5922041");
        page.open(open.url() + "/mlbatch/#/services/TxService/1.0")
                .drop("cars.json", "[{\"hp\":110,\"wt\":2.62},{\"hp\":110,\"wt\":2.875}]")
                .awaitText("0.4699174");
        page.open(open.url() + "/mlbatch/#/services/TxService/1.0")
                .drop("cars.xlsx", "PK\u0003\u0004")
                .awaitText("cars.xlsx is a workbook, an archive, an image or a document.")
                .drop("a.csv", "hp,wt\n1,2\n", "b.csv", "hp,wt\n1,2\n")
                .awaitText("These are 2 files; a batch has one.");
        Path latin = folder.resolve("latin.csv");
        Files.writeString(latin, "text\n" + "a\n".repeat(99_999) + "Müller\n", StandardCharsets.ISO_8859_1);
        page.open(open.url() + "/mlbatch/#/services/Hostile/1.0")
                .choose(latin)
                .awaitText("Download CSV")
                .awaitText("1–50 of 100,000")
                .press("Last")
                .awaitText("Müller");
        page.open(open.url() + "/mlbatch/#/services/TxService/1.0")
                .drop("broken.json", "[{\"hp\":110")
                .awaitText("Correct the input, and send it again.");
    }

    /** Files as programs write them: with other letters and blanks in the names, encodings, and decimal marks. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "UTF-8 ~ HP, Wt \\n110,2.62\\n ~ column “HP” as hp; column “ Wt ” as wt.",
                "UTF-8 ~ \uFEFF\"h p\";\"WT\"\\r\\n\\r\\n110;2,62\\r\\n"
                        + "~ column “h p” as hp; column “WT” as wt; commas as decimal marks.",
                "UTF-16LE ~ \uFEFFsep=;\\r\\nHp;wt\\r\\n110;2,62\\r\\n ~ column “Hp” as hp; commas as decimal marks.",
                "UTF-16BE ~ \uFEFFGröße\\tH.P.\\twt\\n1\\t110\\t2.62 ~ column “H.P.” as hp.",
                "windows-1252 ~ Größe,\"W\\nT\",hp\\n1,2.62,110\\n ~ column “W T” as wt; encoding windows-1252."
            })
    void columnsOfAFile_areAssignedToTheInputs(String charset, String text, String notes) throws Exception {
        Path file = folder.resolve("cars.csv");
        Files.write(file, text.strip().translateEscapes().getBytes(charset));
        page.open(open.url() + "/mlbatch/#/services/TxService/1.0")
                .choose(file)
                .awaitText("The file was read with: " + notes)
                .awaitText("0.5922041");
    }

    @Test
    void record_isScoredInTheForm() {
        page.open(open.url() + "/mlbatch/#/services/TxService/1.0")
                .type("hp", "110")
                .type("wt", "heavy");
        page.press("Score").awaitElement("input[aria-invalid]:focus");
        page.type("wt", "2.62").press("Score").awaitText("0.5922041").awaitElement("img.thumbnail:not([hidden])");
    }

    @Test
    void login_isCheckedRenewedAndRevoked() throws Exception {
        page.open(secured.url() + "/scoring/mlbatch").login("anna", "wrong");
        page.awaitText("Check the user name and the password, and try again.");
        page.login("anna", PASSWORD).awaitText("x squared");
        assertThat(page.text("#user")).contains("anna");

        // an access token that has ended is renewed, and the page continues
        String ended = "const key = Object.keys(sessionStorage).find(each => each.startsWith('mlbatch.session'));"
                + "const session = JSON.parse(sessionStorage[key]);"
                + "const before = session.access; Object.assign(session, arguments[0] ?? {});"
                + "sessionStorage[key] = JSON.stringify(session); return before";
        page.script(ended, Map.of("access", "ended"));
        page.reload().awaitText("x squared");
        String renewed = (String) page.script(ended);
        HostCaller caller = secured.with(renewed);
        assertResponse(caller.get("/services"), 200);

        page.requests();
        page.press("Log out").awaitText("User name");
        assertResponse(caller.get("/services"), 401);
        assertThat(page.requests()).as("proxies log addresses").isNotEmpty().noneMatch(url -> url.contains("?"));

        page.login("anna", PASSWORD).awaitText("x squared");
        page.script(ended, Map.of("access", "ended", "refresh", "ended"));
        page.reload().awaitText("Your session has ended.").awaitText("User name");
        page.login("anna", PASSWORD).awaitText("x squared");
    }

    /** The token of the request has ended, so that the request renews it before the host revokes it. */
    @Test
    void logoutThatRenewsTheToken_revokesTheRenewedOne() throws Exception {
        page.open(secured.url() + "/scoring/mlbatch/").login("anna", PASSWORD).awaitText("x squared");
        page.script("""
                const send = window.fetch;
                let first = true;
                window.fetch = async (url, options) => {
                  if (options.method === 'DELETE' && first) {
                    first = false;
                    return new Response('{}', { status: 401 });
                  }
                  const response = await send(url, options);
                  if (options.method === 'POST') {
                    window.renewed = (await response.clone().json()).access_token;
                  }
                  return response;
                };
                """);
        page.press("Log out").awaitText("User name");
        assertResponse(
                secured.with((String) page.script("return window.renewed")).get("/services"), 401);
    }

    @Test
    void drainingHost_isNamedWithoutATimeToTryAgain() throws Exception {
        try (RunningHost draining = RunningHost.with(
                component -> {
                    component.setUsers("olga:" + HASH + ":operator");
                    component.setAdminRole("operator");
                },
                routes(new Semaphore(0)))) {
            // a host without records stops at once
            draining.as("olga", PASSWORD).start("/api/Held/1.0/batch", "[{\"x\":1}]");
            page.open(draining.url() + "/mlbatch/#/host").login("olga", PASSWORD);
            page.press("Drain").press("Drain it").awaitText("The host drains: it completes the accepted batches");
            page.script("location.hash = '#/services/Square/2.0'");
            page.drop("x.csv", "x\n1\n").awaitText("The host drains and accepts no further batches and records.");
            assertThat(page.text("[aria-labelledby=file]"))
                    .contains("Try again later, or ask the operator of this host.")
                    .doesNotContain("seconds");
            page.script("location.hash = '#/host'");
            page.press("Accept batches again").awaitText("The host serves.");
            page.requests();
            page.open(open.url() + "/mlbatch/").awaitText("x squared");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#/executions/%E0%A4%A/1.0/x", "#/services/a/b/c", "#/<img src=x onerror=window.hacked=1>"})
    void addressWithoutAView_isExplained(String hash) {
        page.open(open.url() + "/mlbatch/" + hash).awaitText("No such page");
        page.press("Show the services").awaitText("x squared");
    }

    @Test
    void results_areSortedAndPagedAndFailedOnesComeFirst() throws Exception {
        Path file = folder.resolve("numbers.csv");
        Files.writeString(
                file, IntStream.range(0, 1_200).mapToObj(x -> x + "\n").collect(Collectors.joining("", "x\n", "")));
        page.open(open.url() + "/mlbatch/#/services/Square/2.0").choose(file).awaitText("1–50 of 1,200");
        page.awaitText("Download CSV").press("Failed first").awaitText("no square of 507");
        assertThat(page.texts("tbody tr:nth-child(-n+4) td:first-child")).containsExactly("7", "507", "1,007", "0");
        page.press("Failed only").awaitText("1–3 of 3");
        page.press("All records").awaitText("1–50 of 1,200").press("y").press("y", "thead");
        page.awaitText("1,199").awaitElement("th[aria-sort=descending]");
        page.press("Next").awaitText("51–100 of 1,200");
        assertThat(page.text("tbody tr")).startsWith("1,149");
        page.press("Last").awaitText("1,151–1,200 of 1,200");
        page.select("Rows", "500").awaitText("1–500 of 1,200");

        assertThat(page.texts("figure h3")).containsExactly("y");
        assertThat(page.texts("figcaption").get(0)).contains("mean");
        page.select("Horizontal axis", "y")
                .select("Vertical axis", "x")
                .awaitElement("[aria-label^='Scatter of x over y: 1,197']");
        assertThat((List<?>) page.script(
                        "return [...document.querySelectorAll('canvas')].map(each => new Set(each.getContext('2d')"
                                + ".getImageData(0, 0, each.width, each.height).data).size)"))
                .as("colors of each chart")
                .hasSize(2)
                .allMatch(colors -> (Long) colors > 3);
    }

    @Test
    void manyInputs_areFoldedAndFollowTheOutputs() {
        page.open(open.url() + "/mlbatch/#/services/Wide/1.0").awaitText("c11 and 1 more");
        page.press("All 13 inputs").awaitText("c12 numeric");
        page.drop("wide.csv", numbered("c%d") + "\n" + numbered("%d") + "\n")
                .awaitText("Download CSV")
                .awaitText("1–1 of 1");
        assertThat(page.texts("thead tr:first-child th")).containsExactly("Output", "Input");
    }

    private static String numbered(String format) {
        return IntStream.range(0, 13).mapToObj(format::formatted).collect(Collectors.joining(","));
    }

    @Test
    void lostNetwork_isExplainedUntilItReturns() {
        page.open(open.url()).awaitText("x squared");
        network(true, 0);
        page.press("Host").awaitText("The host does not respond.");
        network(false, -1);
        page.press("Try again").awaitText("The host serves.");
        // those of the requests without a network
        page.consoleErrors();
    }

    @Test
    void upload_isStopped() {
        page.open(open.url() + "/mlbatch/#/services/Square/2.0").awaitElement(".drop");
        network(false, 10_000);
        page.drop("long.csv", "x\n" + "1\n".repeat(500_000))
                .awaitText("Sending long.csv …")
                .press("Stop")
                .awaitText("Drop a CSV or JSON file here");
        network(false, -1);
        assertThat(page.text()).doesNotContain("Sending");
    }

    /** @param uploadSpeed in bytes per second; -1: without a limit */
    private void network(boolean isOffline, int uploadSpeed) {
        page.devTools("Network.enable", Map.of());
        page.devTools(
                "Network.emulateNetworkConditions",
                Map.of("offline", isOffline, "latency", 0, "downloadThroughput", -1, "uploadThroughput", uploadSpeed));
    }

    @Test
    void runningBatch_showsProgressAndIsCanceledAfterAQuestion() throws Exception {
        page.open(open.url() + "/mlbatch/#/services/Held/1.0").drop("slow.csv", "x\n" + "1\n".repeat(40));
        page.awaitText("0 of 40");
        held.release(12);
        page.awaitText("12 of 40").awaitElement("progress[value='12'][max='40']");
        page.awaitElement("tbody tr");
        page.script("getSelection().selectAllChildren(document.querySelector('tbody tr'))");
        page.requests();
        held.release(4);
        page.awaitText("16 of 40").awaitElement(".figures dd:not(:empty)");
        page.awaitRequest(".*/rows.*").script("return fetch('config').then(response => response.text())");
        assertThat(page.script("return getSelection().toString()"))
                .as("selection of a row")
                .isNotEqualTo("");
        page.script("getSelection().removeAllRanges()");
        page.press("Cancel").awaitText("Cancel this execution?");
        assertThat(page.script("return document.activeElement.textContent")).isEqualTo("Keep it running");
        page.keys(Keys.ESCAPE);
        assertThat(page.script("return document.activeElement.textContent")).isEqualTo("Cancel");

        // a hidden page asks the host to respond at the end, and does not poll
        page.script("Object.defineProperty(document, 'hidden', { value: true })");
        page.awaitRequest(".*/api/Held/1.0/batch/[0-9a-f-]+");
        page.requests();
        held.release(24);
        page.awaitText("Download CSV");
        assertThat(page.script("return document.title")).asString().startsWith("Complete: slow.csv");

        page.open(open.url() + "/mlbatch/#/services/Held/1.0").drop("slow.csv", "x\n" + "1\n".repeat(40));
        page.awaitText("0 of 40").press("Cancel").press("Cancel it").awaitText("Executions");
        assertThat(page.texts("tbody tr")).noneMatch(row -> row.contains("Running"));
        held.release(100);
    }

    @Test
    void operator_findsAndCancelsTheBatchOfAnotherUser() throws Exception {
        HostCaller anna = secured.as("anna", PASSWORD);
        anna.run("/api/TxService/1.0/batch", Files.readString(CARS), "Content-Type", "text/csv");
        anna.run("/api/Square/2.0/batch", "[{\"x\":7},{\"x\":8},{\"x\":507}]");
        HostCaller bert = secured.as("bert", PASSWORD);
        String path = bert.start("/api/Held/1.0/batch", "[" + "{\"x\":1},".repeat(39) + "{\"x\":1}]");
        heldOfUsers.release(14);
        bert.awaitCompleted(path, 14);

        page.open(secured.url() + "/scoring/mlbatch/#/executions").login("anna", PASSWORD);
        page.awaitText("Square 2.0");
        assertThat(page.text("tbody")).doesNotContain("Held");
        page.press("Log out").login("olga", PASSWORD).press("Executions");
        page.awaitText("Those of all users").awaitText("14 of 40").awaitText("records/");
        page.size(1280, 620);
        image("page-executions");
        page.press("Running").press("Held 1.0", "tbody").awaitText("Time left");
        // the filter is there again
        page.script("history.back()");
        page.awaitElement("input[value=running]:checked");
        page.requests();
        // the list stays as it is during a click
        page.hold("Cancel execution " + path.replaceAll(".*/(.{8}).*", "$1"), "tbody")
                .awaitRequest(".*/executions\\?.*");
        page.script("return fetch('config').then(response => response.text())");
        page.release().awaitText("It belongs to bert.").press("Cancel it");
        page.awaitText("No execution matches the filter.");
        assertResponse(bert.get(path), 404);
        heldOfUsers.release(40);
    }

    @Test
    void hostileTexts_areShownAsTexts() throws Exception {
        Path file = folder.resolve("<img src=x onerror=alert(1)>.csv");
        String quoted = '"' + HOSTILE.replace("\"", "\"\"") + '"';
        Files.writeString(file, "text," + quoted + "\n" + quoted + ",1\nfail,2\n", StandardCharsets.UTF_8);
        page.open(open.url() + "/mlbatch/#/services")
                .awaitText(HOSTILE.replace('"', '\''))
                .press("Hostile");
        page.choose(file).awaitText("Download CSV").awaitText("1–2 of 2").awaitElement("img.thumbnail:not([hidden])");
        assertThat(page.text("h1")).isEqualTo(file.getFileName() + "");
        assertThat(page.texts("tbody tr")).hasSize(2).allSatisfy(row -> assertThat(row)
                .contains(HOSTILE));
        assertThat(page.texts("tbody details")).as("long message, folded").hasSize(1);
        page.press("<img src=x onerror=alert(1)>.svg", "tbody").awaitElement("dialog img");
        assertThat(page.script("return window.hacked ?? document.querySelectorAll('main script, img[src=x]').length"))
                .isEqualTo(0L);
    }

    /** Checks that Lighthouse makes as well, in each view, in both color schemes and on a phone. */
    @Test
    void views_areAccessible() throws Exception {
        String checks = Chromium.resource(ConsolePageIT.class, "accessibility.js");
        String execution = secured.as("anna", PASSWORD).run("/api/Square/2.0/batch", "[{\"x\":1},{\"x\":7},{\"x\":3}]");
        page.open(secured.url() + "/scoring/mlbatch/");
        page.awaitText("User name");
        assertThat((List<?>) page.script(checks)).as("login").isEmpty();
        page.login("olga", PASSWORD).awaitText("x squared");
        Map<String, String> views = Map.of(
                "#/services",
                "x squared",
                "#/services/Square/2.0",
                "Latest executions",
                "#/executions",
                "Delete",
                "#/executions" + execution.substring("/api".length()).replace("/batch/", "/"),
                "no square of 7",
                "#/host",
                "Executions");
        for (Map.Entry<String, String> view : views.entrySet()) {
            page.script("location.hash = arguments[0]", view.getKey());
            page.awaitText(view.getValue());
            for (String scheme : List.of("light", "dark")) {
                page.size(1280, 900).colors(scheme);
                assertThat((List<?>) page.script(checks))
                        .as("%s, %s", view.getKey(), scheme)
                        .isEmpty();
            }
            assertThat(focusOrder()).as(view.getKey()).isEqualTo(page.script(CONTROLS));
            page.size(390, 844);
            assertThat((List<?>) page.script(checks))
                    .as("%s on a phone", view.getKey())
                    .isEmpty();
        }
    }

    /** Returns the controls that the tab key reaches from the beginning of the page, with a visible mark. */
    private List<Object> focusOrder() {
        page.script("document.activeElement.blur(); getSelection().removeAllRanges(); document.body.tabIndex = -1;"
                + " document.body.focus(); document.body.removeAttribute('tabindex')");
        return IntStream.range(0, ((List<?>) page.script(CONTROLS)).size())
                .mapToObj(i -> page.keys(Keys.TAB)
                        .script(DESCRIBE + "const at = document.activeElement;"
                                + "const mark = at.matches('[type=radio], [type=file]') ? at.closest('label') : at;"
                                + "return [mark, ...mark.children].some(each => getComputedStyle(each).outlineStyle === 'solid')"
                                + " ? describe(at) : 'no mark: ' + describe(at)"))
                .toList();
    }

    private void image(String name) throws IOException {
        if (Boolean.getBoolean("mlbatch.docs.write")) {
            Files.createDirectories(IMAGES);
            page.script("window.scrollTo(0, 0); document.activeElement.blur();"
                    + "return Promise.all(document.getAnimations().map(each => each.finished.catch(() => 0)))");
            Files.write(IMAGES.resolve(name + ".png"), page.screenshot());
        }
    }
}
