namespace TransferLab.MLNet.Mappings;

/// <summary>A part of a vector that has a fixed length. Its attribute is all that a saved model keeps of the length, so there is a type for each power of two.</summary>
internal interface ISlice
{
    /// <summary>The values.</summary>
    float[] Values { get; set; }
}
