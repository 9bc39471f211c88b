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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Decodes vectors, rows and columns. In JSON, texts stand for numbers that JSON does not have, and R's clients write a
 * list of one for a single value.
 */
final class Vectors {

    private Vectors() {}

    /** Decodes a vector or a column. A list of vectors is decoded vector by vector. */
    static List<?> decode(List<?> raw) {
        return withNumbers(withoutListsOfOne(raw));
    }

    /** Decodes a matrix. Its rows stay rows, also those of a single column. */
    static List<?> decodeRows(List<?> raw) {
        List<Object> rows = new ArrayList<>(raw.size());
        for (Object row : raw) {
            rows.add(row instanceof List<?> cells ? withoutListsOfOne(cells) : row);
        }
        return withNumbers(rows);
    }

    /** Replaces each list of one element by that element, unless an element is left that is a longer list. */
    private static List<?> withoutListsOfOne(List<?> list) {
        if (list.stream().noneMatch(List.class::isInstance)) {
            return list;
        }
        List<Object> elements = new ArrayList<>(list.size());
        for (Object element : list) {
            elements.add(element instanceof List<?> inner ? withoutListsOfOne(inner) : element);
        }
        if (elements.stream().allMatch(Vectors::isSingle)) {
            elements.replaceAll(element -> element instanceof List<?> one ? one.get(0) : element);
        }
        return elements;
    }

    private static boolean isSingle(Object element) {
        return !(element instanceof List<?> list) || list.size() == 1 && !(list.get(0) instanceof List);
    }

    /**
     * Replaces the texts for missing values, NaN and the infinities in a list of numbers. As in R's jsonlite, a list
     * whose other elements are not texts counts as a list of numbers. A list that contains only {@code NA} may be a
     * list of texts as well, and stays unchanged.
     */
    private static List<?> withNumbers(List<?> list) {
        Content content = new Content();
        content.add(list);
        return content.isOfNumbersWithTexts() ? numbers(list) : list;
    }

    private static List<?> numbers(List<?> list) {
        List<Object> numbers = new ArrayList<>(list.size());
        for (Object element : list) {
            if (element instanceof List<?> inner) {
                numbers.add(numbers(inner));
            } else {
                numbers.add(element instanceof String text ? Scalars.specialNumber(text) : element);
            }
        }
        return numbers;
    }

    /** Kinds of values in a list and the lists within it. */
    private static final class Content {

        private boolean numbers;
        private boolean specialTexts;
        private boolean otherValues;

        void add(List<?> list) {
            for (Object element : list) {
                if (element instanceof List<?> inner) {
                    add(inner);
                } else if (element instanceof String text) {
                    addText(text);
                } else if (element instanceof Map) {
                    otherValues = true;
                } else if (element != null) {
                    numbers = true;
                }
                if (otherValues) {
                    return;
                }
            }
        }

        private void addText(String text) {
            if (Scalars.isSpecialNumber(text)) {
                specialTexts = true;
                numbers |= Scalars.specialNumber(text) != null;
            } else {
                otherValues = true;
            }
        }

        boolean isOfNumbersWithTexts() {
            return numbers && specialTexts && !otherValues;
        }
    }
}
