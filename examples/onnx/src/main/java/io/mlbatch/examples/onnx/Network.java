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

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import de.siegmar.fastcsv.reader.NamedCsvRecord;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

import io.mlbatch.examples.mtcars.Mtcars;

/**
 * A neural network with two hidden layers that estimates from horsepower and weight whether a car of mtcars has a
 * manual transmission. The weights of the hidden layers are random; the output layer is fitted to the cars by ridge
 * regression, which takes milliseconds where back-propagation would take minutes.
 */
public final class Network {

    private static final long SEED = 1974;
    private static final double RIDGE = 0.5;
    /** Bring horsepower and weight (1,000 lbs) to a range around one. */
    private static final double[] SCALES = {1 / 150.0, 1 / 3.2};

    private final List<Layer> layers;

    private Network(List<Layer> layers) {
        this.layers = layers;
    }

    /** @param weights by input, then by output */
    record Layer(int inputs, int outputs, float[] weights, float[] biases) {

        double[] apply(double[] values) {
            double[] sums = new double[outputs];
            for (int o = 0; o < outputs; o++) {
                sums[o] = biases[o];
                for (int i = 0; i < inputs; i++) {
                    sums[o] += values[i] * weights[i * outputs + o];
                }
            }
            return sums;
        }
    }

    /** Creates and fits a network whose hidden layers have this many neurons. */
    public static Network fitted(int neurons) throws IOException {
        Random random = new Random(SEED);
        List<Layer> layers = new ArrayList<>();
        layers.add(randomLayer(random, SCALES, neurons));
        double[] even = new double[neurons];
        Arrays.fill(even, 2 / Math.sqrt(neurons));
        layers.add(randomLayer(random, even, neurons));

        List<NamedCsvRecord> cars = Mtcars.cars();
        double[][] hidden = new double[cars.size()][];
        double[] manual = new double[cars.size()];
        for (int row = 0; row < hidden.length; row++) {
            double[] values = {number(cars.get(row), "hp"), number(cars.get(row), "wt")};
            for (Layer layer : layers) {
                values = activated(layer.apply(values));
            }
            hidden[row] = values;
            manual[row] = number(cars.get(row), "am");
        }
        layers.add(outputLayer(hidden, manual));
        return new Network(List.copyOf(layers));
    }

    private static Layer randomLayer(Random random, double[] scales, int outputs) {
        float[] weights = new float[scales.length * outputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (random.nextGaussian() * scales[i / outputs]);
        }
        float[] biases = new float[outputs];
        for (int i = 0; i < outputs; i++) {
            biases[i] = (float) random.nextGaussian();
        }
        return new Layer(scales.length, outputs, weights, biases);
    }

    /** Solves the dual form of the regression, which has an unknown for each car instead of one for each neuron. */
    private static Layer outputLayer(double[][] hidden, double[] expected) {
        double mean = new ArrayRealVector(expected).getL1Norm() / expected.length;
        RealMatrix rows = new Array2DRowRealMatrix(hidden);
        RealMatrix kernel = rows.multiply(rows.transpose())
                .add(MatrixUtils.createRealIdentityMatrix(hidden.length).scalarMultiply(RIDGE));
        RealVector dual =
                new LUDecomposition(kernel).getSolver().solve(new ArrayRealVector(expected).mapSubtract(mean));
        double[] solved = rows.transpose().operate(dual).toArray();
        float[] weights = new float[solved.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) solved[i];
        }
        return new Layer(weights.length, 1, weights, new float[] {(float) mean});
    }

    private static double[] activated(double[] sums) {
        double[] values = new double[sums.length];
        for (int i = 0; i < sums.length; i++) {
            values[i] = Math.tanh(sums[i]);
        }
        return values;
    }

    private static double number(NamedCsvRecord car, String column) {
        return Double.parseDouble(car.getField(column));
    }

    List<Layer> layers() {
        return layers;
    }
}
