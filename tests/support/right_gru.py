"""The source of a right GRUCell, as a student may write it."""

RIGHT_GRU = """
class GRUCell(nn.Module):
    def __init__(self, input_size, hidden_size, bias=True):
        super().__init__()
        self.zr = nn.Linear(input_size + hidden_size, 2 * hidden_size, bias=bias)
        self.n = nn.Linear(input_size + hidden_size, hidden_size, bias=bias)

    def forward(self, x, h=None):
        h = x.new_zeros(len(x), self.n.out_features) if h is None else h
        z, r = torch.sigmoid(self.zr(torch.cat([h, x], 1))).chunk(2, 1)
        candidate = torch.tanh(self.n(torch.cat([r * h, x], 1)))
        return (1 - z) * h + z * candidate
"""
