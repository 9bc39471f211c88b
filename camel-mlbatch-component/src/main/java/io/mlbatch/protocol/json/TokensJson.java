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
package io.mlbatch.protocol.json;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import io.mlbatch.protocol.Credentials;
import io.mlbatch.protocol.Tokens;

/** Reads and writes the bodies of login and refresh. */
public final class TokensJson {

    private TokensJson() {}

    /**
     * Reads the response of a login or a refresh.
     *
     * @param clock for servers that report the time at which the token expires, but not its lifetime
     */
    public static Tokens read(InputStream in, Clock clock) throws IOException {
        String what = "the response to login";
        Map<String, String> fields = readTexts(in, what, "access_token", "refresh_token", "expires_in", "expires_on");
        String accessToken = fields.get("access_token");
        if (accessToken == null || accessToken.isBlank()) {
            throw new MalformedJsonException(what + " has no access_token", null);
        }
        return new Tokens(accessToken, fields.get("refresh_token"), lifetime(fields, clock));
    }

    private static Duration lifetime(Map<String, String> fields, Clock clock) {
        long expiresIn = seconds(fields.get("expires_in"));
        if (expiresIn > 0) {
            return Duration.ofSeconds(expiresIn);
        }
        long expiresOn = seconds(fields.get("expires_on"));
        return expiresOn > 0 && expiresOn <= Instant.MAX.getEpochSecond()
                ? Duration.between(clock.instant(), Instant.ofEpochSecond(expiresOn))
                : Duration.ZERO;
    }

    /** Returns 0 for a value that is not a whole number. */
    private static long seconds(String text) {
        return WholeNumbers.parse(text).orElse(0);
    }

    /** Writes the response to a revocation: the shape of a login, without tokens. */
    public static byte[] writeRevoked(Clock clock) {
        return write(new Tokens("", "", Duration.ZERO), clock);
    }

    public static byte[] write(Tokens tokens, Clock clock) {
        return Json.bytes(generator -> {
            generator.writeStartObject();
            generator.writeStringField("token_type", "Bearer");
            generator.writeStringField("access_token", tokens.accessToken());
            generator.writeNumberField("expires_in", tokens.expiresIn().toSeconds());
            // the vendor's documents declare a string; clients that expect a number parse it, not the other way round
            generator.writeStringField(
                    "expires_on",
                    Long.toString(clock.instant().plus(tokens.expiresIn()).getEpochSecond()));
            generator.writeStringField("refresh_token", tokens.refreshToken());
            generator.writeEndObject();
        });
    }

    /** Reads the body of a login. */
    public static Credentials readCredentials(InputStream in) throws IOException {
        String what = "the login";
        Map<String, String> fields = readTexts(in, what, "username", "password");
        return new Credentials(required(fields, "username", what), required(fields, "password", what));
    }

    public static byte[] write(Credentials credentials) {
        return Json.bytes(generator -> {
            generator.writeStartObject();
            generator.writeStringField("username", credentials.username());
            generator.writeStringField("password", credentials.password());
            generator.writeEndObject();
        });
    }

    /** Reads the body of a refresh. */
    public static String readRefresh(InputStream in) throws IOException {
        String what = "the refresh";
        return required(readTexts(in, what, "refreshToken"), "refreshToken", what);
    }

    public static byte[] writeRefresh(String refreshToken) {
        return Json.bytes(generator -> {
            generator.writeStartObject();
            generator.writeStringField("refreshToken", refreshToken);
            generator.writeEndObject();
        });
    }

    /**
     * @param names of the fields that are read, in any letter case; the texts of all other fields are skipped and not
     *     built
     */
    private static Map<String, String> readTexts(InputStream in, String what, String... names) throws IOException {
        // clients that serialize their classes without renaming send names that begin with capitals
        Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        Collections.addAll(known, names);
        try {
            return Json.readLenient(in, what, parser -> {
                Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                Json.fields(parser, what, name -> {
                    if (known.contains(name)) {
                        fields.put(name, textOrListOfOne(parser));
                    } else {
                        parser.skipChildren();
                    }
                });
                return fields;
            });
        } catch (MalformedJsonException e) {
            if (!(e.getCause() instanceof JsonProcessingException syntax)) {
                throw e;
            }
            // the parser's own message quotes the text, and may quote a secret with it
            throw new MalformedJsonException(what + ": no JSON at " + JsonErrors.place(syntax.getLocation()), null);
        }
    }

    /**
     * Reads a text, or a list of one, which R's jsonlite writes for a scalar. Any other list is skipped and counts as
     * absent.
     */
    private static String textOrListOfOne(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return Json.text(parser);
        }
        List<?> list = (List<?>) Json.value(parser);
        return list.size() == 1 && list.get(0) instanceof String text ? text : null;
    }

    private static String required(Map<String, String> fields, String name, String what) throws IOException {
        String value = fields.get(name);
        if (value == null) {
            throw new MalformedJsonException(what + " has no " + name, null);
        }
        return value;
    }
}
