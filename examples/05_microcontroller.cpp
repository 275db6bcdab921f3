// SPDX-License-Identifier: MIT
// A sensor that calibrates itself: a model that is trained and used on the device, without a heap, exceptions or an
// operating system. Every byte is known to the compiler. tests/embedded runs such programs on a Cortex-M4F.
#define TENON_NO_HEAP  // for all of the program: a tensor that would allocate does not compile
#include <tenon/embedded.hpp>

#include <cstdio>

namespace tn = tenon;
using namespace tn::nn;

// From bridge voltage and board temperature to pressure.
struct Calibration : Sequential<tn::Shape<2>, Dense<12, Tanh>, Dense<1>> {};
using Step = tn::TrainStep<Calibration, MeanSquaredError, Adam, tn::Batch<16>>;
using Estimate = tn::PredictStep<Calibration, tn::Batch<1>>;

// What the device has to spare. A wider model that does not fit stops the build, not the device.
constexpr tn::Cost cost = tn::cost<Step>;
static_assert(cost.peak_bytes < 4 * 1024);
static_assert(sizeof(Calibration) + sizeof(Step) + sizeof(Estimate) < 5 * 1024);

// The compiler draws the initial weights: they lie in flash.
constexpr Calibration initial = [] {
  Calibration net;
  tn::initialize(net, 7);
  return net;
}();

// ---- The device: static memory only, nothing else is used at run time but a few hundred bytes of stack.

Calibration net = initial;
Step train;
Estimate estimate;

struct Sample {
  float voltage, temperature, pressure;
};

/// Collects samples with a known pressure and trains whenever a batch is full; gives the loss then, else -1.
float calibrate(Sample const& s) {
  static float x[Step::batch][2], y[Step::batch];
  static std::size_t rows = 0;
  x[rows][0] = s.voltage;
  x[rows][1] = s.temperature;
  y[rows] = s.pressure;
  if (++rows < Step::batch) return -1;
  rows = 0;
  return train(net, &x[0][0], y);
}

float pressure(float voltage, float temperature) {
  float const x[] = {voltage, temperature};
  float y = 0;
  estimate(net, x, &y);
  return y;
}

// ---- The bench: a sensor that bends and drifts with temperature.

Sample measure(std::uint64_t i) {
  tn::Philox const random(1);
  float const p = 2 * random.uniform(i, 0) - 1, t = 2 * random.uniform(i, 1) - 1;
  return {p + 0.3f * p * p - 0.2f * t * p + 0.1f * t, t, p};
}

int main() {
  std::printf("%lld parameters, %lld bytes of state, %lld of workspace, %lld flops a step\n",
              static_cast<long long>(cost.parameters), static_cast<long long>(cost.state_bytes),
              static_cast<long long>(cost.workspace_bytes), static_cast<long long>(cost.flops));
  train.state.optimizer.learning_rate = 0.01f;
  float loss = 0;
  for (std::uint64_t i = 0; i < 32 * 1024; ++i)
    if (float const now = calibrate(measure(i)); now >= 0) {
      loss = now;
      if (i / 16 % 512 == 0)
        std::printf("after %5llu samples: loss %.6f\n", static_cast<unsigned long long>(i) + 1, static_cast<double>(loss));
    }
  for (std::uint64_t i = 100000; i < 100003; ++i) {
    Sample const s = measure(i);
    std::printf("pressure %6.3f, estimate %6.3f\n", static_cast<double>(s.pressure),
                static_cast<double>(pressure(s.voltage, s.temperature)));
  }
  return loss < 0.002f ? 0 : 1;
}
