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
package io.mlbatch.protocol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/**
 * Keeps the names of artifacts within the folder to which a client writes them. Checks only the name, segment by
 * segment, and never the disk. Rejects an unsafe name instead of repairing it, because a repaired name does not belong
 * to any file on the server. The same names are rejected on every platform, so {@code \} is a separator everywhere.
 */
public final class ArtifactPath {

    private static final Pattern SEPARATOR = Pattern.compile("[/\\\\]");
    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:.*");
    private static final Pattern DOTS_AND_SPACES = Pattern.compile("[. ]+");

    private ArtifactPath() {}

    /**
     * Returns the path of the name in normal form, relative to the folder: at least one segment, separated by slashes.
     *
     * @throws IllegalArgumentException when the name leads elsewhere or nowhere; the message contains the reason,
     *     without the name
     */
    public static String of(String name) {
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("the name is empty");
        }
        if (name.codePoints().anyMatch(ArtifactPath::isControl)) {
            throw new IllegalArgumentException("the name has a control character");
        }
        String[] segments = SEPARATOR.split(name, -1);
        if (segments[0].isEmpty()) {
            throw new IllegalArgumentException("the name is an absolute path");
        }
        Deque<String> path = new ArrayDeque<>();
        for (String segment : segments) {
            walk(path, segment);
        }
        if (path.isEmpty()) {
            throw new IllegalArgumentException("the name leads to the folder itself");
        }
        return String.join("/", path);
    }

    private static void walk(Deque<String> path, String segment) {
        if (segment.isEmpty() || segment.equals(".")) {
            return;
        }
        if (segment.equals("..")) {
            // rejected even when later segments lead back: a server should not know anything outside the folder
            if (path.pollLast() == null) {
                throw new IllegalArgumentException("the name leads out of the folder");
            }
        } else if (DRIVE.matcher(segment).matches()) {
            throw new IllegalArgumentException("the name has a drive letter");
        } else if (DOTS_AND_SPACES.matcher(segment).matches()) {
            // some systems drop spaces and dots at the end, and the remaining name can be a step up
            throw new IllegalArgumentException("the name has a segment of nothing but dots and spaces");
        } else {
            path.addLast(segment);
        }
    }

    /** Unpaired surrogates are rejected as well: no file system can represent half of a character. */
    private static boolean isControl(int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL:
            case Character.LINE_SEPARATOR:
            case Character.PARAGRAPH_SEPARATOR:
            case Character.SURROGATE:
                return true;
            default:
                return false;
        }
    }
}
