// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/builder.hpp>

#include <new>

namespace tenon {

/// Where a tensor's elements live.
namespace storage {
struct Inline {};    ///< inside the tensor
struct Heap {};      ///< one allocation, made by the constructor
struct Borrowed {};  ///< memory of somebody else: a span, NumPy, a DMA buffer
struct Arena {};     ///< bytes handed out by an `Arena`
}  // namespace storage

/// Tensors up to this many bytes are inline by default, larger ones on the heap, so that `Model m;` in a function
/// does not overflow its stack.
inline constexpr std::size_t inline_bytes = 16384;

/// Expressions and functions have this many bytes of scratch memory on the stack; those that need more allocate once.
inline constexpr std::size_t stack_scratch_bytes = 16384;

#if defined(TENON_NO_HEAP)
#define TENON_NO_HEAP_SCRATCH                                                                                                    \
  "TENON_NO_HEAP: this needs more scratch memory than the stack gives (16384 bytes); give its parts a tensor each"
namespace diagnose {
template <class Holder>
inline constexpr bool storage_without_heap = false;
template <std::size_t Bytes, std::size_t Limit>
inline constexpr bool scratch_fits_the_stack = Bytes <= Limit;
}  // namespace diagnose
#endif

namespace detail {

template <class T, class S>
struct DefaultStorage {
#if defined(TENON_NO_HEAP)
  using type = storage::Inline;
#else
  using type = std::conditional_t<(sizeof(T) * S::size <= inline_bytes), storage::Inline, storage::Heap>;
#endif
};

/// What a tensor of a module stands for while the module is traced.
struct Mark {
  Builder* builder = nullptr;
  std::int32_t leaf = -1;
};

inline constexpr Mark no_mark{};

/// For memory that a program is about to fill.
struct Uninitialised {};

constexpr std::size_t alignment_for(std::size_t bytes) {
  std::size_t a = 1;
  while (a < bytes && a < 64) a *= 2;
  return a;
}

/// A tensor's memory. In constant evaluation it is a mark or data, told apart by whether reading it is a constant; a
/// mark survives copies. Value-initialised data costs compilers nothing, whatever the size: they keep one filler.
template <class T, std::size_t N, class Policy>
class Holder;

template <class T, std::size_t N>
class Holder<T, N, storage::Inline> {
 public:
  static constexpr bool owns = true;
  constexpr Holder() : data_{} {}
  /// Small ones travel in registers, whole: they have values.
  explicit Holder(Uninitialised) {
    if constexpr (size * sizeof(T) <= 64) __builtin_memset(static_cast<void*>(data_), 0, size * sizeof(T));
  }
  constexpr bool is_marked() const { return __builtin_is_constant_evaluated() && __builtin_constant_p(mark_->leaf); }
  constexpr bool has_data() const { return !__builtin_is_constant_evaluated() || __builtin_constant_p(data_[0]); }
  constexpr void set_mark(Mark const* m) { mark_ = m; }
  constexpr Mark const& mark() const { return *mark_; }
  /// In constant evaluation, gives a marked tensor data again.
  constexpr void require_data() {
    if (__builtin_is_constant_evaluated() && !has_data())
      for (std::size_t i = 0; i < size; ++i) data_[i] = T{};
  }
  /// Before all elements are written: a tensor that was moved from gets memory again.
  constexpr void require_memory() { require_data(); }
  constexpr T* data() { return data_; }
  constexpr T const* data() const { return data_; }
  /// Element i, by value. A compiler tries to compute what a `const int` begins with: of a tensor that is no constant this reads
  /// memory that it cannot know, so it gives up, as it must.
  constexpr T element(std::size_t i) const { return data_[i]; }

 private:
  static constexpr std::size_t size = N == 0 ? 1 : N;
  union {
    Mark const* mark_;
    alignas(alignment_for(size * sizeof(T))) T data_[size];
  };
};

template <class T, std::size_t N>
class Holder<T, N, storage::Heap> {
 public:
  static constexpr bool owns = true;
#if defined(TENON_NO_HEAP)
  static_assert(diagnose::storage_without_heap<Holder>,
                "TENON_NO_HEAP is defined and this tensor's storage is the heap: use storage::Inline, Arena or Borrowed");
#endif
  constexpr Holder() : data_(allocate()) {
    if (!__builtin_is_constant_evaluated()) __builtin_memset(static_cast<void*>(data_), 0, sizeof(T) * N);
  }
  explicit Holder(Uninitialised) : data_(allocate()) {}
  constexpr Holder(Holder const& other) : data_(other.data_ == nullptr ? nullptr : allocate()), mark_(other.mark_) {
    if (!__builtin_is_constant_evaluated() && data_ != nullptr)
      __builtin_memcpy(static_cast<void*>(data_), other.data_, sizeof(T) * N);
  }
  constexpr Holder(Holder&& other) noexcept : data_(other.data_), mark_(other.mark_) { other.data_ = nullptr; }
  constexpr Holder& operator=(Holder const& other) {
    mark_ = other.mark_;
    if (!__builtin_is_constant_evaluated() && this != &other) {
      if (data_ == nullptr) data_ = allocate();
      __builtin_memcpy(static_cast<void*>(data_), other.data_, sizeof(T) * N);
    }
    return *this;
  }
  constexpr Holder& operator=(Holder&& other) noexcept {
    T* const data = data_;
    data_ = other.data_;
    other.data_ = data;
    mark_ = other.mark_;
    return *this;
  }
  constexpr ~Holder() {
    if (__builtin_is_constant_evaluated())
      delete[] data_;
    else
      ::operator delete(static_cast<void*>(data_), std::align_val_t{64});
  }
  /// In constant evaluation the mark of a variable that is no constant cannot be read.
  constexpr bool is_marked() const {
    return __builtin_is_constant_evaluated() && __builtin_constant_p(mark_ != nullptr) && mark_ != nullptr;
  }
  constexpr bool has_data() const { return !__builtin_is_constant_evaluated(); }
  constexpr void set_mark(Mark const* m) { mark_ = m; }
  constexpr Mark const& mark() const { return *mark_; }
  constexpr void require_data() {}
  constexpr void require_memory() {
    if (data_ == nullptr) data_ = allocate();
  }
  constexpr T* data() { return data_; }
  constexpr T const* data() const { return data_; }
  /// In constant evaluation only the first is there; what reads another depends on the memory too, as above.
  constexpr T element(std::size_t i) const {
    if (__builtin_is_constant_evaluated()) return data_ != nullptr && i == 0 ? data_[0] : T{};
    return data_[i];
  }

 private:
  // One element in constant evaluation: a tensor at namespace scope cannot be a constant then, so it is initialised at
  // run time on every compiler, and tracing a large one is free.
  static constexpr T* allocate() {
    if (__builtin_is_constant_evaluated()) return new T[1]{};
    return static_cast<T*>(::operator new(sizeof(T) * N, std::align_val_t{64}));
  }
  T* data_;
  Mark const* mark_ = nullptr;
};

template <class T, std::size_t N>
class Holder<T, N, storage::Borrowed> {
 public:
  static constexpr bool owns = false;
  constexpr explicit Holder(T* p) : data_(p) {}
  constexpr Holder(Holder const&) = default;
  /// Assignment writes the elements, as that of any other tensor; a copy is another name of the same memory.
  constexpr Holder& operator=(Holder const& other) {
    if (!__builtin_is_constant_evaluated())
      __builtin_memmove(static_cast<void*>(data_), other.data_, sizeof(T) * N);
    else
      for (std::size_t i = 0; i < N; ++i) data_[i] = other.data_[i];
    return *this;
  }
  static constexpr bool is_marked() { return false; }
  static constexpr bool has_data() { return true; }
  static constexpr Mark const& mark() { return no_mark; }
  static constexpr void require_data() {}
  static constexpr void require_memory() {}
  constexpr T* data() { return data_; }
  constexpr T const* data() const { return data_; }
  constexpr T element(std::size_t i) const { return data_[i]; }

 private:
  T* data_;
};
template <class T, std::size_t N>
class Holder<T, N, storage::Arena> : public Holder<T, N, storage::Borrowed> {
 public:
  using Holder<T, N, storage::Borrowed>::Holder;
};

}  // namespace detail
}  // namespace tenon
