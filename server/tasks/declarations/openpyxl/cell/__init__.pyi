from openpyxl.cell.cell import Cell as Cell
