// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>

/// Training steps by PyTorch's C++ library (Debian: libtorch-dev), behind an interface without its headers: one unit of this
/// program includes them.
namespace bench {

/// One network with Adam, on one thread.
class TorchTrainer {
 public:
  virtual ~TorchTrainer() = default;
  /// Batches lie where they are until the end; labels are numbers for the small network, else classes.
  virtual void add_batch(float const* x, float const* y) = 0;
  virtual void add_batch(float const* x, std::int32_t const* classes) = 0;
  /// One step on batch s; returns its loss before the update.
  virtual float step(int s) = 0;
};

enum class TorchNetwork {
  small,  ///< 8-30-1, selu, mean squared error
  dense,  ///< 784-100-10, relu, crossentropy
  lenet   ///< 28x28 images, 6 and 16 filters of 5x5, pools, 120-84-10
};

/// `weights` as Tenon's models keep them: kernels [taps, taps, channels, filters] or [inputs, units], each with its bias.
std::unique_ptr<TorchTrainer> torch_trainer(TorchNetwork network, int batch, float const* weights);

}  // namespace bench
