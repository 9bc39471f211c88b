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
package io.mlbatch.service.http.api;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Orders versions by the numbers in them: {@code v2} before {@code v10}, {@code 1.0} before {@code 1.0.1}. */
final class VersionOrder implements Comparator<String> {

    static final Comparator<String> NATURAL = new VersionOrder().thenComparing(Comparator.naturalOrder());

    private static final Pattern PART = Pattern.compile("[0-9]+|[^0-9]+");

    private VersionOrder() {}

    @Override
    public int compare(String one, String other) {
        Matcher ours = PART.matcher(one);
        Matcher theirs = PART.matcher(other);
        while (ours.find()) {
            if (!theirs.find()) {
                return 1;
            }
            int order = compareParts(ours.group(), theirs.group());
            if (order != 0) {
                return order;
            }
        }
        return theirs.find() ? -1 : 0;
    }

    private static int compareParts(String one, String other) {
        if (isNumber(one) && isNumber(other)) {
            String ours = withoutZeros(one);
            String theirs = withoutZeros(other);
            // compared as text: a number of any length does not fit into a long
            return ours.length() != theirs.length()
                    ? Integer.compare(ours.length(), theirs.length())
                    : ours.compareTo(theirs);
        }
        return one.compareTo(other);
    }

    private static boolean isNumber(String part) {
        char first = part.charAt(0);
        return first >= '0' && first <= '9';
    }

    private static String withoutZeros(String digits) {
        return digits.replaceFirst("^0+", "");
    }
}
