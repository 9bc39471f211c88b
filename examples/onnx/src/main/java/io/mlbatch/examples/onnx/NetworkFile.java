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
package io.mlbatch.examples.onnx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import com.google.protobuf.CodedOutputStream;

/**
 * Writes a network as an ONNX file, without the training framework that usually exports it. The numbers of the fields
 * are those of {@code onnx.proto3}.
 */
public final class NetworkFile {

    private static final int IR_VERSION = 8;
    private static final int OPERATOR_SET = 13;
    private static final int FLOAT = 1;

    private NetworkFile() {}

    /** Writes the fields of one message. */
    private interface Message {
        void write(CodedOutputStream out) throws IOException;
    }

    /**
     * Returns the bytes of the file. The network has the input {@code x}, a matrix with a row for each record, and the
     * output {@code y}, a matrix with one column.
     */
    public static byte[] write(Network network) throws IOException {
        List<Network.Layer> layers = network.layers();
        return bytes(model -> {
            model.writeInt64(1, IR_VERSION);
            model.writeByteArray(8, bytes(operators -> operators.writeInt64(2, OPERATOR_SET)));
            model.writeByteArray(7, bytes(graph -> {
                for (int i = 0; i < layers.size(); i++) {
                    writeLayer(graph, layers.get(i), i, i == layers.size() - 1);
                }
                graph.writeString(2, "transmission");
                graph.writeByteArray(11, matrix("x", layers.get(0).inputs()));
                graph.writeByteArray(12, matrix("y", 1));
            }));
        });
    }

    private static void writeLayer(CodedOutputStream graph, Network.Layer layer, int index, boolean last)
            throws IOException {
        String in = index == 0 ? "x" : "h" + index;
        String sum = last ? "y" : "s" + index;
        graph.writeByteArray(1, node("Gemm", sum, in, "w" + index, "b" + index));
        if (!last) {
            graph.writeByteArray(1, node("Tanh", "h" + (index + 1), sum));
        }
        graph.writeByteArray(5, tensor("w" + index, layer.weights(), layer.inputs(), layer.outputs()));
        graph.writeByteArray(5, tensor("b" + index, layer.biases(), layer.outputs()));
    }

    private static byte[] node(String operator, String output, String... inputs) throws IOException {
        return bytes(node -> {
            for (String input : inputs) {
                node.writeString(1, input);
            }
            node.writeString(2, output);
            node.writeString(4, operator);
        });
    }

    private static byte[] tensor(String name, float[] values, int... shape) throws IOException {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        return bytes(tensor -> {
            for (int length : shape) {
                tensor.writeInt64(1, length);
            }
            tensor.writeInt32(2, FLOAT);
            tensor.writeString(8, name);
            tensor.writeByteArray(9, raw.array());
        });
    }

    /** Describes a matrix with any number of rows. */
    private static byte[] matrix(String name, int columns) throws IOException {
        byte[] rows = bytes(dimension -> dimension.writeString(2, "records"));
        byte[] width = bytes(dimension -> dimension.writeInt64(1, columns));
        byte[] shape = bytes(dimensions -> {
            dimensions.writeByteArray(1, rows);
            dimensions.writeByteArray(1, width);
        });
        byte[] tensor = bytes(type -> {
            type.writeInt32(1, FLOAT);
            type.writeByteArray(2, shape);
        });
        byte[] type = bytes(union -> union.writeByteArray(1, tensor));
        return bytes(value -> {
            value.writeString(1, name);
            value.writeByteArray(2, type);
        });
    }

    private static byte[] bytes(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        message.write(out);
        out.flush();
        return bytes.toByteArray();
    }
}
