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
package io.mlbatch.protocol.objects;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.base.GeneratorBase;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.mlbatch.protocol.ObjectProperties;

/**
 * Generator whose document is a value: maps, lists, texts, logicals, and the numbers as they were written. A document
 * of tokens or of text would cost a second pass, and would lose the class of a number.
 */
final class ValueGenerator extends GeneratorBase {

    /** Adds the properties that the mapper left out of the map of an object. */
    interface Completion {
        void complete(Map<String, Object> map, Object object, Set<String> excluded);
    }

    private final Class<?> type;
    private final Completion completion;
    private final List<Object> open = new ArrayList<>();
    // of each open container the object that it is written for, if it is known
    private final List<Object> objects = new ArrayList<>();
    // of each open container the properties that a filter or view of the application excludes
    private final List<Set<String>> excluded = new ArrayList<>();
    private Object value;
    private String name;

    // the constructor with an IOContext is for generators with buffers
    @SuppressWarnings("deprecation")
    ValueGenerator(ObjectMapper mapper, Class<?> type, Completion completion) {
        super(0, mapper);
        this.type = type;
        this.completion = completion;
    }

    /** Returns the value that has been written; {@code null} also before. */
    Object value() {
        return value;
    }

    @Override
    public boolean canOmitFields() {
        // makes filters and views report the properties that they exclude
        return false;
    }

    @Override
    public void writeOmittedField(String fieldName) {
        int innermost = excluded.size() - 1;
        if (excluded.get(innermost).isEmpty()) {
            excluded.set(innermost, new HashSet<>());
        }
        excluded.get(innermost).add(fieldName);
    }

    @Override
    public void writeStartObject() throws IOException {
        Map<String, Object> map = open.isEmpty() ? new ObjectProperties(type) : new LinkedHashMap<>();
        add(map);
        begin(map);
        _writeContext = _writeContext.createChildObjectContext();
    }

    @Override
    public void writeStartObject(Object object) throws IOException {
        writeStartObject();
        // an unwrapped property changes the current value
        objects.set(objects.size() - 1, object);
        _writeContext.setCurrentValue(object);
    }

    @Override
    public void writeStartObject(Object object, int size) throws IOException {
        writeStartObject(object);
    }

    @Override
    public void writeStartArray() throws IOException {
        List<Object> list = new ArrayList<>();
        add(list);
        begin(list);
        _writeContext = _writeContext.createChildArrayContext();
    }

    private void begin(Object container) throws IOException {
        open.add(container);
        objects.add(null);
        excluded.add(Set.of());
        streamWriteConstraints().validateNestingDepth(open.size());
    }

    @Override
    @SuppressWarnings("unchecked")
    public void writeEndObject() {
        int innermost = open.size() - 1;
        Object object = objects.get(innermost);
        if (object != null) {
            completion.complete((Map<String, Object>) open.get(innermost), object, excluded.get(innermost));
        }
        end();
    }

    @Override
    public void writeEndArray() {
        end();
    }

    private void end() {
        open.remove(open.size() - 1);
        objects.remove(objects.size() - 1);
        excluded.remove(excluded.size() - 1);
        _writeContext = _writeContext.getParent();
    }

    @SuppressWarnings("unchecked")
    private void add(Object element) {
        Object container = open.isEmpty() ? null : open.get(open.size() - 1);
        if (container instanceof Map<?, ?>) {
            ((Map<String, Object>) container).put(name, element);
        } else if (container instanceof List<?>) {
            ((List<Object>) container).add(element);
        } else {
            value = element;
        }
    }

    @Override
    public void writeFieldName(String fieldName) {
        name = fieldName;
    }

    @Override
    public void writeString(String text) {
        add(text);
    }

    @Override
    public void writeString(char[] text, int offset, int count) {
        add(new String(text, offset, count));
    }

    @Override
    public void writeBinary(Base64Variant variant, byte[] data, int offset, int count) {
        byte[] part = new byte[count];
        System.arraycopy(data, offset, part, 0, count);
        add(variant.encode(part));
    }

    @Override
    public void writeNumber(int number) {
        add(number);
    }

    @Override
    public void writeNumber(long number) {
        add(number);
    }

    @Override
    public void writeNumber(BigInteger number) {
        add(number);
    }

    @Override
    public void writeNumber(double number) {
        add(number);
    }

    @Override
    public void writeNumber(float number) {
        add(number);
    }

    @Override
    public void writeNumber(BigDecimal number) {
        add(number);
    }

    @Override
    public void writeNumber(String number) {
        add(new BigDecimal(number));
    }

    @Override
    public void writeBoolean(boolean logical) {
        add(logical);
    }

    @Override
    public void writeNull() {
        add(null);
    }

    @Override
    public void writeRawValue(String json) throws IOException {
        add(((ObjectMapper) getCodec()).readValue(json, Object.class));
    }

    @Override
    public void writeRaw(String text) {
        throw unsupported();
    }

    @Override
    public void writeRaw(String text, int offset, int count) {
        throw unsupported();
    }

    @Override
    public void writeRaw(char[] text, int offset, int count) {
        throw unsupported();
    }

    @Override
    public void writeRaw(char text) {
        throw unsupported();
    }

    @Override
    public void writeRawUTF8String(byte[] text, int offset, int count) {
        throw unsupported();
    }

    @Override
    public void writeUTF8String(byte[] text, int offset, int count) {
        throw unsupported();
    }

    private static UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("a record cannot contain parts of JSON text");
    }

    @Override
    public void flush() {
        // nothing is buffered
    }

    @Override
    protected void _releaseBuffers() {
        // nothing is buffered
    }

    @Override
    protected void _verifyValueWrite(String type) {
        // the application's serializers write their own documents; nothing here depends on their order
    }
}
