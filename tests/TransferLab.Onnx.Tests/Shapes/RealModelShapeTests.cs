using TransferLab.Onnx.Shapes;
using TransferLab.Testing;

namespace TransferLab.Onnx.Tests.Shapes;

public class RealModelShapeTests
{
    [Theory]
    [InlineData("backbones/mobilenet_v1/mobilenet_v1_block12.onnx")]
    [InlineData("backbones/squeezenet_fp16/SqueezeNet_fp16.onnx")]
    public void Every_value_of_a_real_backbone_is_inferred_and_agrees_with_what_the_file_states(string relative)
    {
        var model = OnnxModel.Load(SharedData.Path(relative));
        var stated = model.Graph.ValueInfos.Concat(model.Graph.Outputs).ToList();
        // Without the statements of the file, so that nothing is merely copied from them.
        model.Graph.ValueInfos.Clear();
        model.Graph.Outputs.Clear();
        var shapes = ShapeTable.Infer(model);
        foreach (var value in model.Graph.Nodes.SelectMany(n => n.Outputs))
        {
            Assert.True(shapes.Knows(value), value);
            Assert.DoesNotContain(shapes.Shape(value), d => d.IsUnknown);
            Assert.NotEqual(ElementType.Undefined, shapes.Type(value));
        }
        foreach (var value in stated.Where(v => v.Shape is not null))
        {
            Assert.Equal(value.Shape, shapes.Shape(value.Name));
            Assert.Equal(value.Type, shapes.Type(value.Name));
        }
    }
}
