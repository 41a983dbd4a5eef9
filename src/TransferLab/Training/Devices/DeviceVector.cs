using TransferLab.Runtime;
using TransferLab.Training.Parameters;

namespace TransferLab.Training.Devices;

/// <summary>A vector in a device's memory.</summary>
internal sealed class DeviceVector : IVector, IDisposable
{
    private readonly DeviceBuffer<float> _buffer;
    private readonly float[] _scratch;

    /// <param name="buffer">Its memory, zeroed; disposed with the vector. What is beyond the length stays 0.</param>
    /// <param name="length">Number of elements.</param>
    /// <param name="scratch">As long as the buffer; the vectors of a phase share one.</param>
    public DeviceVector(DeviceBuffer<float> buffer, int length, float[] scratch) => (_buffer, Length, _scratch) = (buffer, length, scratch);

    public int Length { get; }

    /// <summary>Part of the memory as a tensor to bind, which the caller disposes.</summary>
    public OrtValue Value(long offset, params ReadOnlySpan<long> dims) => OrtValue.Over(_buffer, offset, dims);

    /// <summary>All of the memory as a tensor to bind, which the caller disposes.</summary>
    public OrtValue Value() => Value(0, _buffer.Length);

    public ReadOnlySpan<float> OnHost()
    {
        _buffer.CopyTo(_scratch);
        return _scratch.AsSpan(0, Length);
    }

    public void CopyFrom(ReadOnlySpan<float> values)
    {
        values.CopyTo(_scratch);
        _scratch.AsSpan(Length).Clear();
        _buffer.CopyFrom(_scratch);
    }

    public void Dispose() => _buffer.Dispose();
}
