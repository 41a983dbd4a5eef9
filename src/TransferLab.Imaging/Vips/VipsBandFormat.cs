namespace TransferLab.Imaging.Vips;

/// <summary>The number type of one sample (VipsBandFormat; the values are libvips' ABI).</summary>
internal enum VipsBandFormat
{
    UInt8 = 0,
    Int8 = 1,
    UInt16 = 2,
    Int16 = 3,
    UInt32 = 4,
    Int32 = 5,
    Float = 6,
}
