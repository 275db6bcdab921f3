// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/nn/callback/callbacks.hpp>
#include <tenon/nn/callback/monitor.hpp>
#include <tenon/nn/save.hpp>

#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

namespace tenon::nn {

struct ModelCheckpointOptions {
  std::string file;  ///< with "{epoch}", or "{epoch:03}" with zeros in front, in its name: a file for each, counted from 1
  std::string monitor = "val_loss";
  bool save_best_only = false;
  bool save_weights_only = false;  ///< the model without the state of its training
  Mode mode = Mode::automatic;
  std::optional<double> initial_value_threshold = {};  ///< best only: what the first file has to beat
};

/// Saves the training after every epoch, or after those that are better than all before (keras.callbacks.ModelCheckpoint). The
/// file is complete before it takes the place of an old one. Throws io::Error where it cannot be written.
class ModelCheckpoint {
 public:
  explicit ModelCheckpoint(ModelCheckpointOptions options)
      : options_(std::move(options)), monitor_(options_.monitor, options_.mode) {
    if (options_.initial_value_threshold) monitor_.set_best(*options_.initial_value_threshold);
  }

  void on_epoch_end(auto& trainer, History const& history) {
    if (options_.save_best_only) {
      double const current = monitor_.current(history);
      if (!monitor_.improves(current)) return;
      monitor_.set_best(current);
    }
    last_file_ = name(static_cast<unsigned long long>(trainer.epochs_trained()));
    if (options_.save_weights_only)
      save(last_file_, trainer.model());
    else
      save(last_file_, trainer);
  }

  /// The file that was written last; empty where none was.
  std::string const& last_file() const { return last_file_; }
  double best() const { return monitor_.best(); }

 private:
  [[gnu::cold, gnu::noinline]] std::string name(unsigned long long epoch) const {
    auto const at = options_.file.find("{epoch");
    auto const end = at == std::string::npos ? at : options_.file.find('}', at);
    if (end == std::string::npos) return options_.file;
    auto const digits = options_.file.substr(at + 6, end - at - 6);  // ":03"
    std::size_t const width = digits.size() > 1 && digits[0] == ':' ? static_cast<std::size_t>(std::atoi(digits.c_str() + 1)) : 0;
    std::string number = std::to_string(epoch);
    if (number.size() < width) number.insert(0, width - number.size(), '0');
    return options_.file.substr(0, at) + number + options_.file.substr(end + 1);
  }

  ModelCheckpointOptions options_;
  detail::Monitor monitor_;
  std::string last_file_;
};

/// Saves the training after every epoch, and goes on from there when the program is started again after it was interrupted: `fit`
/// trains as many epochs as are left of those it was asked for. When it is through the file is removed
/// (keras.callbacks.BackupAndRestore). Throws io::Error where the file cannot be written, or is not of this training.
class BackupAndRestore {
 public:
  explicit BackupAndRestore(std::string file, bool delete_checkpoint = true)
      : file_(std::move(file)), delete_(delete_checkpoint) {}

  void on_train_begin(auto& trainer) {
    restored_ = false;
    std::FILE* const there = std::fopen(file_.c_str(), "rb");
    if (there == nullptr) return;
    std::fclose(there);
    load(file_, trainer);
    restored_ = true;
  }
  void on_epoch_end(auto& trainer, History const&) { save(file_, trainer); }
  void on_train_end(auto&, History const&) {
    if (delete_) std::remove(file_.c_str());
  }

  /// Whether the last call of fit went on from a file.
  bool restored() const { return restored_; }

 private:
  std::string file_;
  bool delete_, restored_ = false;
};

}  // namespace tenon::nn
