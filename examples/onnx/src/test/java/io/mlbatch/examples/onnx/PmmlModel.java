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

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jpmml.evaluator.Evaluator;
import org.jpmml.evaluator.EvaluatorUtil;
import org.jpmml.evaluator.LoadingModelEvaluatorBuilder;

/** Scores chunks with a PMML model. */
public class PmmlModel {

    private final Evaluator evaluator;

    public PmmlModel(InputStream pmml) throws Exception {
        evaluator = new LoadingModelEvaluatorBuilder().load(pmml).build();
    }

    /** Returns an element for each record: its outputs, or the exception that fails this record only. */
    public List<Object> score(List<Map<String, Object>> records) {
        List<Object> results = new ArrayList<>();
        for (Map<String, Object> record : records) {
            try {
                results.add(EvaluatorUtil.decodeAll(evaluator.evaluate(record)));
            } catch (RuntimeException e) {
                results.add(e);
            }
        }
        return results;
    }
}
