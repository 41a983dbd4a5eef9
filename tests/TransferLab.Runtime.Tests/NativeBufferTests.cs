namespace TransferLab.Runtime.Tests;

public unsafe class NativeBufferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Memory_is_zeroed_and_aligned_to_64_bytes(long length)
    {
        using var buffer = new NativeBuffer<double>(length);
        Assert.Equal(length, buffer.Length);
        Assert.Equal(length, buffer.Span.Length);
        Assert.Equal(0, (nint)buffer.Pointer % 64);
        Assert.Equal(-1, buffer.Span.IndexOfAnyExcept(0.0));
    }

    [Fact]
    public void Slice_is_a_view_of_the_memory()
    {
        using var buffer = new NativeBuffer<int>(10);
        buffer.Slice(3, 2).Fill(7);
        Assert.Equal([0, 0, 0, 7, 7, 0, 0, 0, 0, 0], buffer.Span.ToArray());
        Assert.Equal(0, buffer.Slice(10, 0).Length);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 11)]
    [InlineData(10, 1)]
    [InlineData(5, -1)]
    [InlineData(long.MaxValue, 1)]
    public void Slice_refuses_what_lies_outside(long start, int length)
    {
        using var buffer = new NativeBuffer<int>(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Slice(start, length).Length);
    }

    [Fact]
    public void Impossible_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBuffer<float>(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new NativeBuffer<float>(long.MaxValue));
    }

    [Fact]
    public void Disposed_buffers_are_not_read()
    {
        var buffer = new NativeBuffer<float>(4);
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => buffer.Slice(0, 1).Length);
        Assert.Throws<ObjectDisposedException>(() => (nint)buffer.Pointer);
        Assert.Throws<ObjectDisposedException>(() => OrtValue.Over(buffer, 0, 4));
    }

    [Fact]
    public void Values_keep_the_memory_after_the_buffer_is_disposed()
    {
        var buffer = new NativeBuffer<float>(4);
        buffer.Span.Fill(5);
        using var value = OrtValue.Over(buffer, 1, 3);
        buffer.Dispose();
        for (var i = 0; i < 100; i++)
            new NativeBuffer<float>(4).Dispose();
        Assert.Equal([5f, 5, 5], value.Span<float>().ToArray());
    }
}
