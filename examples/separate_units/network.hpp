// SPDX-License-Identifier: MIT
// The network, and a program that runs it, which one unit compiles for all.
#pragma once

#include <tenon/embedded.hpp>

#include "classifier.hpp"

// [extern]
struct Net : tenon::nn::Sequential<tenon::Shape<features>, tenon::nn::Dense<16, tenon::nn::Tanh>,
                                   tenon::nn::Dense<classes, tenon::nn::Softmax>> {};

template <class Model>
struct Predict {
  void operator()(Model const& model, float const* x, float* y) const;
};
template <class Model>  // outside of the class: a function in it is inline, and every unit would compile it
void Predict<Model>::operator()(Model const& model, float const* x, float* y) const {
  tenon::PredictStep<Model, tenon::Batch<1>> step;
  step(model, x, y);
}
extern template struct Predict<Net>;  // predict.cpp has it
// [end]
