using Microsoft.ML.Transforms;

namespace TransferLab.MLNet.Mappings;

/// <summary>
/// Takes the part of length 2^<paramref name="bit"/> out of a vector whose length has that bit. Parts lie one after another, the longest first, so that a part's place follows
/// from the whole length and its own.
/// </summary>
internal abstract class SliceMapping<TSlice>(int bit) : CustomMappingFactory<ValuesRow, TSlice>
    where TSlice : class, ISlice, new()
{
    public sealed override Action<ValuesRow, TSlice> GetMapping() => (from, to) => to.Values = Slice(from.Values);

    private float[] Slice(float[] values)
    {
        var length = 1 << bit;
        if ((values.Length & length) == 0)
            throw new InvalidDataException($"The vector has {values.Length} values, which is not the length that the model was saved with.");
        return values.AsSpan(values.Length >> (bit + 1) << (bit + 1), length).ToArray();
    }
}
