using System.Buffers.Binary;

namespace TransferLab.Imaging.Tests.Support;

/// <summary>Puts segments into JPEG files, right after the start marker.</summary>
internal static class JpegSegments
{
    /// <summary>A file with an EXIF block that holds nothing but an orientation.</summary>
    public static byte[] WithExifOrientation(byte[] jpeg, int orientation, bool bigEndian)
    {
        var tiff = new byte[26];
        (bigEndian ? "MM"u8 : "II"u8).CopyTo(tiff);
        Write16(2, 42);
        Write32(4, 8);
        Write16(8, 1); // one entry:
        Write16(10, 0x0112); // orientation,
        Write16(12, 3); // a short,
        Write32(14, 1); // one of it
        Write16(18, orientation);
        return With(jpeg, 0xE1, [.. "Exif\0\0"u8, .. tiff]);

        void Write16(int at, int value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), (ushort)value);
            else
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), (ushort)value);
        }

        void Write32(int at, int value)
        {
            if (bigEndian)
                BinaryPrimitives.WriteInt32BigEndian(tiff.AsSpan(at), value);
            else
                BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(at), value);
        }
    }

    /// <summary>A file with an embedded ICC profile of less than 64 KB.</summary>
    public static byte[] WithProfile(byte[] jpeg, byte[] profile) => With(jpeg, 0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. profile]);

    private static byte[] With(byte[] jpeg, byte marker, byte[] content)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)(content.Length + 2)));
        return [.. jpeg[..2], 0xFF, marker, .. length, .. content, .. jpeg[2..]];
    }
}
