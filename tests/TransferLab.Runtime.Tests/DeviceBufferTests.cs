using OrtMemoryInfo = Microsoft.ML.OnnxRuntime.OrtMemoryInfo;

namespace TransferLab.Runtime.Tests;

/// <summary>On the CPU a buffer is host memory. The path of devices with memory of their own is run on the CPU's by naming that memory.</summary>
public class DeviceBufferTests
{
    public static TheoryData<bool> Paths => [false, true];

    [Theory]
    [MemberData(nameof(Paths))]
    public void What_is_written_is_read(bool asDevice)
    {
        using var session = new InferenceSession(Models.Affine());
        using var buffer = Make(session, 1000, asDevice);
        var read = new float[1000];
        buffer.CopyTo(read);
        Assert.Equal(-1, read.AsSpan().IndexOfAnyExcept(0f));
        var written = Enumerable.Range(0, 1000).Select(i => i * 0.5f).ToArray();
        buffer.CopyFrom(written);
        buffer.CopyTo(read);
        Assert.Equal(written, read);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_session_reads_and_writes_it_at_offsets(bool asDevice)
    {
        using var session = new InferenceSession(Models.Affine());
        using var flat = Make(session, 3 + 6 + 6, asDevice);
        using var b = OrtValue.Over(flat, 0, 3);
        using var x = OrtValue.Over(flat, 3, 2, 3);
        using var y = OrtValue.Over(flat, 9, 2, 3);
        using var binding = session.CreateBinding();
        binding.BindInput("x", x);
        binding.BindInput("b", b);
        binding.BindOutput("y", y);
        for (var step = 1; step <= 3; step++)
        {
            flat.CopyFrom([100 * step, 100 * step, 100 * step, 0, step, 2 * step, 3 * step, 4 * step, 5 * step, 0, 0, 0, 0, 0, 0]);
            binding.Run(TestContext.Current.CancellationToken);
            var all = new float[15];
            flat.CopyTo(all);
            Assert.Equal(Enumerable.Range(0, 6).Select(i => (2f * i * step) + (100 * step)), all[9..]);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Values_keep_the_memory_after_buffer_and_session_are_disposed(bool asDevice)
    {
        var session = new InferenceSession(Models.Affine());
        var buffer = Make(session, 6, asDevice);
        buffer.CopyFrom([1, 1, 1, 5, 5, 5]);
        using var binding = session.CreateBinding();
        using var b = OrtValue.Over(buffer, 0, 3);
        using var x = OrtValue.Over(buffer, 3, 1, 3);
        binding.BindInput("x", x);
        binding.BindInput("b", b);
        binding.BindOutput("y");
        buffer.Dispose();
        session.Dispose();
        binding.Run(TestContext.Current.CancellationToken);
        using var y = binding.Output("y");
        Assert.Equal([11f, 11, 11], y.Span<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Wrong_lengths_and_disposed_buffers_are_refused(bool asDevice)
    {
        using var session = new InferenceSession(Models.Affine());
        var buffer = Make(session, 6, asDevice);
        Assert.Throws<ArgumentException>(() => buffer.CopyFrom(new float[5]));
        Assert.Throws<ArgumentException>(() => buffer.CopyTo(new float[7]));
        Assert.Throws<ArgumentOutOfRangeException>(() => OrtValue.Over(buffer, 4, 3));
        buffer.Dispose();
        buffer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => buffer.CopyTo(new float[6]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Make(session, -1, asDevice));
        using var empty = Make(session, 0, asDevice);
        empty.CopyFrom([]);
    }

    [Fact]
    public void Memory_of_a_device_is_not_read_as_if_it_were_the_hosts()
    {
        using var session = new InferenceSession(Models.Affine());
        using var buffer = Make(session, 3, asDevice: true);
        using var value = OrtValue.Over(buffer, 0, 3);
        Assert.Contains("memory of a device", Assert.Throws<InvalidOperationException>(() => value.Span<float>().Length).Message, StringComparison.Ordinal);
    }

    private static DeviceBuffer<float> Make(InferenceSession session, long length, bool asDevice) =>
        asDevice ? new DeviceBuffer<float>(session, length, OrtMemoryInfo.DefaultInstance) : new DeviceBuffer<float>(session, length);
}
