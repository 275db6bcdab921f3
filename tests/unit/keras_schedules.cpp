// SPDX-License-Identifier: MIT
// The numbers of Keras' own tests of schedules, and what those leave out.
#include "support/keras_vectors.hpp"

#include <tenon/core.hpp>
#include <tenon/nn/schedule.hpp>
#include <tenon/tenon.hpp>

namespace tn = tenon;
using namespace tn::nn;
using namespace tenon_test;

namespace {

template <class Schedule>
double rate_at(Schedule const& s, double step) {
  return double(tn::call(s, tn::Tensor<float>(static_cast<float>(step))).item());
}
template <class Schedule>
void set_fields(Schedule& s, KerasVector const& v) {
  tn::for_each_tensor(s, [&v](tn::Path const& path, auto& t) {
    if (v.params()[path.name]) {
      auto const numbers = v.params()[path.name].numbers();
      for (std::size_t i = 0; i < t.size; ++i) t.data()[i] = static_cast<float>(numbers[i]);
    }
  });
}
template <class Schedule>
void check_schedule(KerasVector const& v) {
  Schedule s;
  set_fields(s, v);
  check_expected(v, rate_at(s, v.inputs()["step"].number(0)));
}
bool says(KerasVector const& v, char const* flag) { return bool(v.params()[flag]) && v.params()[flag].boolean(); }

}  // namespace

TEST_CASE("keras: schedules", "[schedule][keras]") {
  if (!have_keras_vectors()) TENON_SKIP("no ../shared/reference");
  for (auto const& v : keras_vectors_of("schedules", "ExponentialDecay"))
    says(v, "staircase") ? check_schedule<BasicExponentialDecay<true>>(v) : check_schedule<ExponentialDecay>(v);
  for (auto const& v : keras_vectors_of("schedules", "InverseTimeDecay"))
    says(v, "staircase") ? check_schedule<BasicInverseTimeDecay<true>>(v) : check_schedule<InverseTimeDecay>(v);
  for (auto const& v : keras_vectors_of("schedules", "PiecewiseConstantDecay")) check_schedule<PiecewiseConstantDecay<3>>(v);
  for (auto const& v : keras_vectors_of("schedules", "PolynomialDecay"))
    says(v, "cycle") ? check_schedule<BasicPolynomialDecay<true>>(v) : check_schedule<PolynomialDecay>(v);
  for (auto const& v : keras_vectors_of("schedules", "CosineDecay"))
    v.params()["warmup_target"] ? check_schedule<CosineDecayWithWarmup>(v) : check_schedule<CosineDecay>(v);
  for (auto const& v : keras_vectors_of("schedules", "CosineDecayRestarts")) check_schedule<CosineDecayRestarts>(v);
}

TEST_CASE("restarts grow by t_mul and m_mul", "[schedule]") {
  CosineDecayRestarts s;
  s.initial_learning_rate.fill(1);
  s.first_decay_steps.fill(10);
  s.m_mul.fill(0.5f);
  // Periods 0-10, 10-30, 30-70: half the way down at 5, 20 and 50.
  CHECK(rate_at(s, 5) == Approx(0.5).epsilon(1e-5));
  CHECK(rate_at(s, 10) == Approx(0.5).epsilon(1e-5));
  CHECK(rate_at(s, 20) == Approx(0.25).epsilon(1e-5));
  CHECK(rate_at(s, 50) == Approx(0.125).epsilon(1e-5));
}

TEST_CASE("one cycle goes up and down", "[schedule]") {
  OneCycle s;
  s.max_learning_rate.fill(1);
  s.total_steps.fill(101);
  CHECK(rate_at(s, 0) == Approx(1.0 / 25).epsilon(1e-5));
  double const top = 0.3 * 101 - 1;
  CHECK(rate_at(s, top) == Approx(1).epsilon(1e-5));
  CHECK(rate_at(s, top / 2) == Approx(0.5 * (1 + 0.04)).epsilon(1e-4));
  CHECK(rate_at(s, 100) == Approx(1.0 / 25 / 1e4).epsilon(1e-2).margin(1e-7));
  CHECK(rate_at(s, 1000) == Approx(rate_at(s, 100)));
}

TEST_CASE("a boundary belongs to the rate before it", "[schedule]") {
  PiecewiseConstantDecay<1> s;
  s.boundaries = tn::Tensor<float, 1>{10};
  s.values = tn::Tensor<float, 2>{1, 0.1f};
  CHECK(rate_at(s, 10) == 1);
  CHECK(rate_at(s, 11) == Approx(0.1));
}
